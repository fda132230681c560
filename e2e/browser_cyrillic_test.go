package e2e

import (
	"context"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// testCyrillic follows a ticket of a vendor who writes Windows-1251: header,
// status and names come out right in the letter, on the pages and in the
// search.
func testCyrillic(t *testing.T, chromium context.Context) {
	h := newHouse(t)
	export, err := charmap.Windows1251.NewEncoder().String("Номер на билет;Номер на поръчка;Име;Имейл;Тип билет;Статус\r\n" +
		"Б-1;П-1;ИВАН ПЕТРОВ;ivan@example.org;Редовен;Платен\r\n" +
		"Б-2;П-2;Мария Иванова;maria@example.org;Редовен;Очаква плащане\r\n" +
		"Б-3;П-3;Георги Георгиев;georgi@example.org;Редовен;Анулиран\r\n")
	if err != nil {
		t.Fatal(err)
	}
	h.sell(export)
	h.apply(`
conference: {name: Конференция Шестоъгълник, zone: Europe/Sofia, language: bg, letters: open}
stages:
  - {id: hall, name: Голямата зала, sources: [{id: slate, slate: Започваме скоро.}]}
feeds:
  - id: shop
    url: "${SHOP}"
    preset: weemss
    every: 5s
    mapping:
      columns: {identity: [Номер на билет], order: [Номер на поръчка], name: [Име], email: [Имейл], type: [Тип билет], status: [Статус]}
`)
	h.serve()

	l, err := h.inbox.await("ivan@example.org", 0)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(l.subject, "Конференция Шестоъгълник") || !strings.Contains(l.text, "Здравейте, ИВАН ПЕТРОВ") {
		t.Errorf("the letter is %q:\n%s\nwant it in Bulgarian, with the name as the vendor has it", l.subject, l.text)
	}

	b := openTab(t, chromium, h.base(), phone)
	b.open("/")
	b.click(".langs button[lang=bg]")
	b.arrives("/", "Вашият код за достъп")
	b.write("#code", h.codeOf("ivan@example.org"))
	b.click("main button.go")
	b.arrives("/lobby", "Голямата зала")

	crew := openTab(t, chromium, h.base(), laptop)
	becomeOwner(crew, h)
	crew.open("/control/attendees")
	crew.write("#q", "петров")
	crew.press("\r")
	crew.until("who was looked for", `new URLSearchParams(location.search).get("q") === "петров" && `+`document.querySelector(".found")?.innerText.includes("ПЕТРОВ")`)
	if got := eval[string](crew, `document.querySelector(".found").innerText`); strings.Contains(got, "Иванова") || strings.Contains(got, "Георгиев") {
		t.Errorf("the search for петров found %q, want ПЕТРОВ alone", got)
	}
	crew.click(".found a")
	crew.until("the card", `document.querySelector("h1").innerText.includes("ИВАН ПЕТРОВ")`)
}

// becomeOwner makes the first account, by the link that the start printed.
func becomeOwner(b *tab, h *house) {
	b.t.Helper()
	path, ok := strings.CutPrefix(h.owner, h.base())
	if !ok {
		b.t.Fatalf("the start printed the link %q, want one of %s", h.owner, h.base())
	}
	b.open(path)
	b.write("#name", "Олга Организаторова")
	b.write("#email", "owner@example.org")
	b.write("#password", ownersPassword)
	b.click("form[action='/control/join'] button")
	b.until("the control room", `location.pathname.startsWith("/control") && location.pathname !== "/control/join" && !!document.querySelector(".rooms")`)
}

const ownersPassword = "four words in a row"
