package demo

import "time"

// A plannedTalk is a talk that has a length and its place in the row, and no
// time yet.
type plannedTalk struct {
	minutes  int
	title    string
	people   []string
	abstract string
	language string // empty for the conference's
	now      bool   // on when the demo starts; one on each stage
	pause    bool
	noRecord bool
}

func (p plannedTalk) length() time.Duration { return time.Duration(p.minutes) * time.Minute }

// stageTalks is the programme: twelve entries a stage.
var stageTalks = []struct {
	stage string
	talks []plannedTalk
}{
	{"hall", []plannedTalk{
		{minutes: 20, title: "Good morning, Hexagon", people: []string{"Радост Илиева"},
			abstract: "What is where, who can help, and when there is coffee."},
		{minutes: 50, title: "The software that outlives us", people: []string{"Ingrid Solheim"},
			abstract: "Keynote. Some programs run for forty years. What did their authors do that we do not?"},
		{minutes: 40, title: "Postgres as a message queue: where it stops", people: []string{"Tomasz Wilk"},
			abstract: "Three teams, three queues in one database. Two were right.\n\n- what `SKIP LOCKED` gives you\n- what it does not"},
		{minutes: 30, title: "Coffee", pause: true},
		{minutes: 40, title: "Как преместихме 4 милиона сметки за една нощ", people: []string{"Камен Стойчев", "Лилия Бонева"}, language: "bg",
			abstract: "Разказ за една банка, един прозорец от шест часа и списък с 212 стъпки."},
		{minutes: 45, title: "Designing for the person who is in a hurry", people: []string{"Amara Okafor"}, now: true,
			abstract: "Most people meet your product once, on a bad line, with a queue behind them. Design for that minute."},
		{minutes: 60, title: "Lunch", pause: true},
		{minutes: 40, title: "Every cache is a bet", people: []string{"Mateo Ferrer"},
			abstract: "How to know what you bet, against whom, and when to leave the table."},
		{minutes: 40, title: "Accessible by default, not by audit", people: []string{"Hanneke de Wit", "Élodie Marchand"},
			abstract: "Two designers go through one real form, field by field."},
		{minutes: 25, title: "Coffee", pause: true},
		{minutes: 50, title: "Panel: who answers for the model", people: []string{"Ingrid Solheim", "Камен Стойчев", "Priya Raman", "Jonas Weiss"},
			abstract: "A court, a vendor, an operator and a user look at the same mistake.", noRecord: true},
		{minutes: 20, title: "Good evening, and what is on tomorrow", people: []string{"Радост Илиева"}},
	}},
	{"foundry", []plannedTalk{
		{minutes: 45, title: "A compiler in an afternoon", people: []string{"Soren Dahl"},
			abstract: "From tokens to machine code, live, with one mistake that is planned and some that are not."},
		{minutes: 40, title: "Go's scheduler by drawing it", people: []string{"Ива Манолова"},
			abstract: "Paper, three pens and the runtime's source."},
		{minutes: 30, title: "Coffee", pause: true},
		{minutes: 45, title: "SQLite in production, four years in", people: []string{"Beatriz Amaral"},
			abstract: "What broke, what never did, and the backup that we were glad of."},
		{minutes: 35, title: "Тестове, които не могат да се провалят", people: []string{"Борис Хаджиев"}, language: "bg",
			abstract: "Как да ги намерите и защо ги пишем."},
		{minutes: 50, title: "Video on the web, from lens to pixel", people: []string{"Noor Haddad"}, now: true,
			abstract: "Fragments, playlists, clocks. Why a live picture is late, and by how much it has to be."},
		{minutes: 50, title: "Lunch", pause: true},
		{minutes: 40, title: "Reading a flame graph without fear", people: []string{"Tomasz Wilk"},
			abstract: "Twelve graphs from real incidents. You say what is wrong."},
		{minutes: 45, title: "Rust and C in one program: a peace treaty", people: []string{"Yuki Tanabe"},
			abstract: "Who owns the memory, who frees it, and who is woken at night."},
		{minutes: 25, title: "Coffee", pause: true},
		{minutes: 40, title: "Мрежи за хора, които не обичат мрежи", people: []string{"Виолета Ангелова"}, language: "bg",
			abstract: "TCP, DNS и TLS с една кутия кибрит."},
		{minutes: 45, title: "Lightning talks", people: []string{"whoever signs up"},
			abstract: "Five minutes each. The list is on the door."},
	}},
	{"attic", []plannedTalk{
		{minutes: 60, title: "Workshop: your first pull request", people: []string{"Лилия Бонева", "Jonas Weiss"},
			abstract: "Bring a laptop. You leave with something merged."},
		{minutes: 30, title: "Maintaining alone", people: []string{"Odile Renard"},
			abstract: "Ten years, one repository, and the issues that one does not answer."},
		{minutes: 25, title: "Coffee", pause: true},
		{minutes: 40, title: "Добра документация за лошия ден", people: []string{"Веселин Кръстев"}, language: "bg",
			abstract: "Какво търси човек в три сутринта."},
		{minutes: 40, title: "Hiring without puzzles", people: []string{"Amara Okafor"}, noRecord: true,
			abstract: "One day of paid work says more than five interviews."},
		{minutes: 40, title: "Open data of a small town", people: []string{"Stoyan Belev", "Mirela Gruia"}, now: true,
			abstract: "Buses, trees and the budget of a town of 9,000: what people did with them."},
		{minutes: 55, title: "Lunch", pause: true},
		{minutes: 35, title: "Letters that arrive", people: []string{"Noor Haddad"},
			abstract: "SPF, DKIM, DMARC, and why your letter still lies in the wrong folder."},
		{minutes: 45, title: "The history of the hexagon", people: []string{"Prof. Цветан Младенов"},
			abstract: "Bees, board games and the name of this conference."},
		{minutes: 25, title: "Coffee", pause: true},
		{minutes: 60, title: "Workshop: measure before you cut", people: []string{"Beatriz Amaral"},
			abstract: "Profiling on your own code. Seats for twenty."},
		{minutes: 30, title: "Половин час на открито: въпроси и отговори", people: []string{"Радост Илиева"}, language: "bg",
			abstract: "Организаторите отговарят. На тавана, с чай."},
	}},
}
