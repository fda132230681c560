// Package e2e tells stories: scripts in testdata/*.txtar that drive the real
// binary as its people do, each story on SQLite and again on PostgreSQL. It
// knows nothing of the code it tests.
//
// A story has a folder, a database, addresses, a cookie jar of its own. These
// are set for it, so that it writes `exec stagedoor serve &` and `up`:
//
//	$ADDR $OPS      free addresses, which serve listens on without a flag
//	$ADDR2 $OPS2    two more, for a second process
//	$RTMP $RTMP2    addresses for --rtmp-listen, which is off unless said
//	$STAGEDOOR_…    data folder, database and secret file of the run
//	[postgres]      a condition, as is [sqlite]
//
// Beside testscript's own commands (exec, stdout, grep, cmp, env, …) there are:
//
//	start NAME [VAR=x …] PROGRAM ARG…
//	                a process whose output can be read while it runs
//	output NAME     prints what it has printed so far
//	                What still runs at the end is interrupted and must stop well
//	halt NAME       asks it to stop (SIGTERM); it must end with 0 within 20 s
//	kill9 NAME      ends it at once
//	signal NAME SIG pause NAME, resume NAME
//	ended NAME      waits until it ends by itself; prints how
//	up [ADDR]       waits until the server is ready
//
//	site ADDR       which server get and post mean; $ADDR at first
//	jar NAME        which browser get and post are; each has its own cookies
//	get PATH        prints the page; fails unless the status is 2xx, and then
//	                prints "303 /?next=/stage/main" or "404" above the body.
//	                Flags before PATH: -follow follows redirects, -H 'Name: value',
//	                -within DURATION for an answer that must come soon
//	post PATH k=v…  sends a form and follows redirects as a browser does: prints
//	                a line "303 /lobby" for each and then the page. A value may
//	                be @FILE for an upload; -body FILE sends the file itself;
//	                -stay follows nothing, and then 3xx is a success
//	submit BUTTON k=v…
//	                presses a button of the last page, known by its words or its
//	                aria-label, and sends its form as post does: the fields as
//	                they stand there, but for k=v. k is a field's name or its
//	                label; v the words of an option will do, or a file, or
//	                nothing to take a tick away; -stay as above
//	page            prints the last page as text, without its tags
//	headers         prints the last answer's headers
//	cookies         prints the jar's cookies for the site, a name=value a line
//
//	hear NAME PATH  opens the connection over which an open page of the jar is
//	                told what changed, as a page does; -H as above
//	heard NAME [REGEXP]
//	                waits until something that arrived matches, and prints all
//	                that did, a message a line and in the end "closed 4501 ended";
//	                -within DURATION for what must come soon, -at TIME for what
//	                must not come before that
//
//	setfrom VAR stdout|stderr [REGEXP]
//	                sets VAR from it, or from the first group of the pattern
//	fill FILE       puts variables into a file, where they stand as ${NAME}
//	until [-for DURATION] REGEXP COMMAND…
//	                repeats get, post, page, sql, output, letters, vendor or exec until
//	                what it prints matches, for at most 30 s or as said
//	sql QUERY       prints the rows, tabs between the columns; may only read
//	database away | hang | back
//	                cuts the story's processes off from PostgreSQL, or leaves
//	                them without an answer; begins with `database proxy`
//	                before they start
//	postgres start, and then stop | crash | again
//	                a PostgreSQL of the story's own
//
//	slow post PATH k=v…   sends a form but for its last byte; slow end sends it
//	closed ADDR           waits until nobody listens there
//	visitors start NAME COUNT PATH
//	                      the jar's person opens a page over and over, in many
//	                      windows; visitors stop NAME prints what they saw
//	crowd wrong N         N wrong codes at once; crowd right N DURATION types N
//	                      that came by letter: all must be in within DURATION
//
//	STAGEDOOR_CRASH='POINT=kill' or 'POINT=hold 15s' as a variable of a process
//	                      ends or holds it at a point: "round inserted",
//	                      "before commit of round", "mail accepted", …
//	off DURATION          time passes while nothing runs
//	sales open NAME COUNT a shop with COUNT tickets; with each `sales day NAME`
//	                      it sells, cancels and transfers
//	torment NAME SHOP PROGRAM ARG…
//	                      starts it, sells, kills it; 5 times, or as often as
//	                      the variable STAGEDOOR_CRASHES of the test run says
//	intact SHOP           waits until nothing is left to do, and holds database,
//	                      letters and what their codes open against the export
//
//	vendor start NAME FILE     a shop whose export is FILE; sets $NAME_URL, in capitals
//	vendor serve NAME FILE     from now on another export
//	vendor auth NAME USER PASSWORD
//	vendor mode NAME ok|404|500|hang|login|cut
//	vendor hits NAME           prints how often it was asked, and 304s
//
//	stream start NAME          a foreign live playlist; sets $NAME_URL, in capitals
//	stream mode NAME ok|freeze|404|500|hang|garbage|end
//	stream hits NAME           prints how often it was asked
//
//	encoder start NAME ADDRESS KEY [size=WxH rate=FPS keys=PICTURES sound=HZ codec=NAME]
//	                           an ffmpeg that publishes a picture with a tone
//	encoder kill NAME          ends it as a pulled plug does
//	encoder ended NAME         waits until it ends by itself; prints what it said
//	viewer start NAME STAGE    the jar's person follows the stage's playlist, part by
//	                           part; viewer over NAME waits until it has ended,
//	                           viewer stop NAME prints what they saw
//
// A limit of theirs, -for, -within or patience's, is by a clock that stands while
// the machine has no time for us (clock_test.go).
//
//	smtp start                 a mail server; sets $SMTP_URL
//	smtp refuse CODE SENTENCE  answers each letter so; smtp accept ends it
//	mailersend start           the pretend vendor; sets $MAILERSEND_URL, $MAILERSEND_TOKEN
//	mailersend fail STATUS TIMES [MESSAGE [RETRY-AFTER]], mailersend lose TIMES
//	mailersend recover
//	mailersend answers         prints how often it answered what
//	mailersend tell EVENT ADDRESS URL
//	                           sends the webhook about the last letter to ADDRESS
//	letter [-n N] [-html] ADDRESS
//	                           waits for the N-th letter (or the last) and prints it
//	letters [ADDRESS]          prints a line for each: address, tab, subject
//	code-of [-n N] ADDRESS     waits, and prints the code in that letter
//
// What needs eyes is TestBrowser's: browser_test.go lists its parts. They drive
// one Chromium against a house of their own (browser_house_test.go), through
// tabs with cookies of their own (browser_tab_test.go); axe_test.go looks at a
// page as people with other eyes and fingers do. With STAGEDOOR_SCREENS=DIR it
// leaves a picture of every page there.
package e2e
