package tickets

// Gone says what it means that a known ticket is not in a complete export.
type Gone string

// The rules for gone tickets.
const (
	GoneWaits  Gone = "waits"  // it waits for somebody's yes
	GoneAfter3 Gone = "after3" // revoked after three rounds in a row without it
)

// A Preset is what is known of one vendor's export: header names in the
// languages that the vendor speaks, and what its status words mean.
type Preset struct {
	Name    string               // "weemss": kept in Mapping.Preset
	Title   string               // "Weemss"
	Columns map[Field][][]string // the ways to read a field, best first; each is one or more header names
	Words   map[string]Status    // lower case
	Gone    Gone
	Confirm bool // the header is not public: the columns are a guess that the organiser must look at
}

// Presets lists them in the order that the feed page offers them in.
func Presets() []Preset {
	return []Preset{
		// Tickets from Weemss were read by the platform before ours, but no
		// header of it is public; cancelled tickets keep their row.
		{Name: "weemss", Title: "Weemss", Columns: commonColumns, Words: commonWords, Gone: GoneWaits, Confirm: true},
		// "Order data (CSV), order positions". A cancelled position leaves it.
		{Name: "pretix", Title: "pretix", Columns: pretixColumns, Words: pretixWords, Gone: GoneAfter3},
		// The attendee report. It is downloaded by hand, often filtered.
		{Name: "eventbrite", Title: "Eventbrite", Columns: eventbriteColumns, Words: eventbriteWords, Gone: GoneWaits},
		{Name: "generic", Title: "Another vendor", Columns: commonColumns, Words: commonWords, Gone: GoneWaits},
	}
}

// PresetNamed returns the preset of that name.
func PresetNamed(name string) (Preset, bool) {
	for _, p := range Presets() {
		if p.Name == name {
			return p, true
		}
	}
	return Preset{}, false
}

// Header names are compared by headerKey: case, underscores, brackets, "E-Mail" and the
// colon behind a name do not count.
var pretixColumns = map[Field][][]string{
	FieldIdentity:   {{"Order code", "Position ID"}, {"Bestellnummer", "Positions-ID"}, {"Код на поръчката", "ID на позиция"}},
	FieldOrder:      {{"Order code"}, {"Bestellnummer"}, {"Код на поръчката"}},
	FieldStatus:     {{"Status"}, {"Статус"}},
	FieldType:       {{"Product", "Variation"}, {"Produkt", "Variante"}, {"Продукт", "Вариант"}, {"Product"}, {"Produkt"}, {"Продукт"}},
	FieldName:       {{"Attendee name"}, {"Name des Teilnehmers"}, {"Teilnehmername"}, {"Name der teilnehmenden Person"}, {"Име на участник"}},
	FieldEmail:      {{"Attendee email"}, {"Teilnehmer-E-Mail"}, {"E-Mail-Adresse des Teilnehmers"}, {"E-Mail des Teilnehmers"}, {"E-Mail-Adresse der teilnehmenden Person"}, {"Имейл на участник"}},
	FieldBuyerName:  {{"Invoice address name"}, {"Rechnungsadresse: Name"}, {"Rechnungsadresse Name"}},
	FieldBuyerEmail: {{"Email"}, {"E-Mail-Adresse"}, {"Имейл"}},
	FieldLanguage:   {{"Order locale"}, {"Bestellsprache"}, {"Sprache der Bestellung"}},
}

var pretixWords = map[string]Status{
	"paid": Paid, "p": Paid, "bezahlt": Paid, "платена": Paid, "платено": Paid,
	"confirmed": Paid, "bestätigt": Paid,
	"pending": Awaiting, "n": Awaiting, "approval pending": Awaiting, "pending (overdue)": Awaiting, "pending (confirmed)": Awaiting,
	"ausstehend": Awaiting, "zahlung ausstehend": Awaiting, "freigabe ausstehend": Awaiting, "genehmigung ausstehend": Awaiting, "überfällig": Awaiting,
	"изчакваща": Awaiting, "чакаща": Awaiting,
	"expired": Cancelled, "e": Cancelled, "abgelaufen": Cancelled, "изтекла": Cancelled,
	"canceled": Cancelled, "cancelled": Cancelled, "c": Cancelled, "canceled (paid fee)": Cancelled, "storniert": Cancelled, "отменена": Cancelled, "анулирана": Cancelled,
}

var eventbriteColumns = map[Field][][]string{
	FieldIdentity:   {{"Attendee #"}, {"Attendee no."}, {"Attendee ID"}, {"Teilnehmer-Nr."}, {"Teilnehmernummer"}, {"Teilnehmer Nr."}},
	FieldOrder:      {{"Order #"}, {"Order no."}, {"Order ID"}, {"Bestell-Nr."}, {"Bestellnummer"}, {"Bestellung Nr."}},
	FieldStatus:     {{"Attendee Status"}, {"Teilnehmerstatus"}, {"Teilnehmer-Status"}},
	FieldType:       {{"Ticket Type"}, {"Ticketart"}, {"Tickettyp"}, {"Ticket-Typ"}},
	FieldName:       {{"First Name", "Last Name"}, {"Vorname", "Nachname"}, {"Attendee name"}},
	FieldEmail:      {{"Email"}, {"Attendee email"}, {"E-Mail-Adresse"}},
	FieldBuyerName:  {{"Buyer First Name", "Buyer Last Name"}, {"Buyer Name"}, {"Vorname des Käufers", "Nachname des Käufers"}},
	FieldBuyerEmail: {{"Buyer Email"}, {"E-Mail-Adresse des Käufers"}, {"E-Mail des Käufers"}},
	FieldQuantity:   {{"Quantity"}, {"Ticket quantity"}, {"Anzahl"}, {"Menge"}},
}

var eventbriteWords = map[string]Status{
	"attending": Paid, "checked in": Paid, "nimmt teil": Paid, "eingecheckt": Paid,
	"completed": Paid, "manual": Paid, // words of the order's status, which older reports have here
	"unpaid": Awaiting, "pending": Awaiting, "offline": Awaiting, "unbezahlt": Awaiting, "ausstehend": Awaiting,
	"not attending": Cancelled, "nimmt nicht teil": Cancelled, "deleted": Cancelled, "gelöscht": Cancelled,
	"refunded": Cancelled, "erstattet": Cancelled, "cancelled": Cancelled, "canceled": Cancelled, "refunded/canceled": Cancelled,
	"transferred": Cancelled, "abandoned": Cancelled, "storniert": Cancelled,
}

// commonColumns are the names that vendors and spreadsheets use, in English,
// Bulgarian and German; Luma's and Tito's are among them.
var commonColumns = map[Field][][]string{
	FieldIdentity: ways("guest id", "api id", "attendee id", "attendee #", "attendee number", "attendee no.", "ticket reference", "ticket number", "ticket no.", "ticket no", "ticket #", "ticket code", "barcode", "public id", "ticket id",
		"номер на билет", "билет №", "№ на билет", "билет номер", "код на билет", "код на билета", "номер на билета", "баркод",
		"ticketnummer", "ticket-nr.", "ticket-nr", "ticketcode", "teilnehmernummer"),
	FieldOrder: ways("order reference", "order number", "order no.", "order no", "order #", "order#", "order code", "order id", "order", "booking reference", "booking id",
		"номер на поръчка", "поръчка №", "№ на поръчка", "поръчка номер", "номер на поръчката", "код на поръчка", "поръчка",
		"bestellnummer", "bestell-nr.", "bestell-nr", "auftragsnummer", "buchungsnummer", "bestellung"),
	FieldStatus: ways("ticket status", "attendee status", "approval status", "status", "order status", "payment status", "void status", "void", "state", "paid",
		"статус на билет", "статус на билета", "статус", "състояние", "статус на поръчка", "статус на поръчката", "статус на плащане", "статус на плащането", "плащане", "платен", "платено",
		"ticketstatus", "bestellstatus", "zahlungsstatus", "zustand", "bezahlt"),
	FieldType: ways("ticket type", "ticket name", "ticket class", "ticket category", "product", "ticket", "variation name", "type", "category",
		"вид билет", "вид на билета", "тип билет", "тип на билета", "категория билет", "име на билет", "билет", "вид", "тип", "категория",
		"ticketart", "tickettyp", "ticketkategorie", "produkt", "kategorie"),
	FieldName: append(ways("attendee name", "ticket full name", "guest name", "participant name", "име на участник", "име на участника", "име на посетител", "участник", "посетител", "teilnehmername", "name des teilnehmers"),
		[][]string{
			{"attendee first name", "attendee last name"}, {"ticket first name", "ticket last name"}, {"attendee name", "attendee lastname"},
			{"име на участник", "фамилия на участник"}, {"full name"}, {"име и фамилия"}, {"имена"}, {"vor- und nachname"},
			{"name", "surname"}, {"vorname", "name"}, {"name"},
			{"first name", "last name"}, {"firstname", "lastname"}, {"given name", "family name"}, {"име", "фамилия"}, {"vorname", "nachname"},
			{"име"},
		}...),
	FieldEmail: ways("attendee email", "ticket email", "guest email", "participant email", "имейл на участник", "имейл на участника", "имейл на посетител", "email на участник", "teilnehmer-email", "email des teilnehmers",
		"email", "email address", "mail", "имейл", "имейл адрес", "email адрес", "имейл-адрес", "е-поща", "ел. поща", "електронна поща", "поща", "email-adresse", "emailadresse"),
	FieldBuyerName: append(ways("order name", "buyer name", "purchaser name", "customer name", "billing name", "купувач", "име на купувач", "име на купувача", "клиент", "име на клиент", "käufer", "name des käufers", "besteller", "rechnungsname"),
		[][]string{{"buyer first name", "buyer last name"}, {"purchaser firstname", "purchaser lastname"}, {"purchaser first name", "purchaser last name"}, {"име на купувач", "фамилия на купувач"}}...),
	FieldBuyerEmail: ways("order email", "buyer email", "purchaser email", "customer email", "billing email", "имейл на купувач", "имейл на купувача", "email на купувач", "имейл на клиент", "имейл на клиента", "email des käufers", "käufer-email", "besteller-email",
		"email", "имейл"),
	FieldLanguage: ways("language", "order locale", "locale", "език", "sprache"),
	FieldQuantity: ways("quantity", "qty", "ticket quantity", "number of tickets", "tickets", "places", "количество", "брой", "брой билети", "бр.", "билети", "anzahl", "menge", "anzahl tickets"),
}

// ways makes one way of each name.
func ways(names ...string) [][]string {
	all := make([][]string, len(names))
	for i, n := range names {
		all[i] = []string{n}
	}
	return all
}

// commonWords are the status words of those same vendors. Bulgarian ones stand
// in all genders: a ticket, an order and a payment differ.
var commonWords = map[string]Status{
	"paid": Paid, "completed": Paid, "complete": Paid, "confirmed": Paid, "approved": Paid, "active": Paid, "valid": Paid, "attending": Paid, "checked in": Paid, "checked-in": Paid, "going": Paid, "free": Paid, "succeeded": Paid, "issued": Paid,
	"платен": Paid, "платена": Paid, "платено": Paid, "платени": Paid, "потвърден": Paid, "потвърдена": Paid, "потвърдено": Paid, "завършен": Paid, "завършена": Paid, "завършено": Paid,
	"активен": Paid, "активна": Paid, "валиден": Paid, "валидна": Paid, "одобрен": Paid, "одобрена": Paid, "безплатен": Paid, "безплатна": Paid, "използван": Paid, "чекиран": Paid, "получено плащане": Paid,
	"bezahlt": Paid, "bestätigt": Paid, "gültig": Paid, "aktiv": Paid, "abgeschlossen": Paid, "kostenlos": Paid, "eingecheckt": Paid,

	"awaiting payment": Awaiting, "awaiting_payment": Awaiting, "pending": Awaiting, "pending payment": Awaiting, "pending approval": Awaiting, "pending_approval": Awaiting, "unpaid": Awaiting, "not paid": Awaiting, "on hold": Awaiting, "reserved": Awaiting, "placed": Awaiting, "initializing": Awaiting, "waitlist": Awaiting, "waiting": Awaiting, "invited": Awaiting, "processing": Awaiting,
	"очаква плащане": Awaiting, "очаква се плащане": Awaiting, "чака плащане": Awaiting, "чакащ": Awaiting, "чакаща": Awaiting, "чакащо": Awaiting, "чакащ плащане": Awaiting, "чакаща плащане": Awaiting, "изчакващ": Awaiting, "изчакваща": Awaiting, "изчакващо": Awaiting, "изчаква плащане": Awaiting, "в изчакване": Awaiting, "в процес": Awaiting, "в обработка": Awaiting,
	"неплатен": Awaiting, "неплатена": Awaiting, "неплатено": Awaiting, "непотвърден": Awaiting, "непотвърдена": Awaiting, "резервиран": Awaiting, "резервирана": Awaiting, "запазен": Awaiting, "нова": Awaiting, "нов": Awaiting,
	"ausstehend": Awaiting, "zahlung ausstehend": Awaiting, "offen": Awaiting, "unbezahlt": Awaiting, "nicht bezahlt": Awaiting, "reserviert": Awaiting, "wartet auf zahlung": Awaiting,

	"cancelled": Cancelled, "canceled": Cancelled, "refunded": Cancelled, "void": Cancelled, "voided": Cancelled, "declined": Cancelled, "rejected": Cancelled, "expired": Cancelled, "deleted": Cancelled, "not attending": Cancelled, "not going": Cancelled, "failed": Cancelled, "invalid": Cancelled, "revoked": Cancelled, "charged back": Cancelled, "transferred": Cancelled,
	"анулиран": Cancelled, "анулирана": Cancelled, "анулирано": Cancelled, "отменен": Cancelled, "отменена": Cancelled, "отменено": Cancelled, "отказан": Cancelled, "отказана": Cancelled, "отказано": Cancelled, "възстановен": Cancelled, "възстановена": Cancelled, "възстановено": Cancelled, "възстановена сума": Cancelled, "върнат": Cancelled, "върната": Cancelled, "върнато": Cancelled, "изтекъл": Cancelled, "изтекла": Cancelled, "изтекло": Cancelled, "невалиден": Cancelled, "невалидна": Cancelled, "изтрит": Cancelled, "изтрита": Cancelled, "сторниран": Cancelled, "сторнирана": Cancelled, "неуспешно": Cancelled, "неуспешна": Cancelled,
	"storniert": Cancelled, "erstattet": Cancelled, "abgelehnt": Cancelled, "ungültig": Cancelled, "abgelaufen": Cancelled, "gelöscht": Cancelled,
}

// What a column that only says yes or no means, by what it asks.
var (
	paidWords = map[string]Status{"yes": Paid, "true": Paid, "1": Paid, "да": Paid, "ja": Paid, "no": Awaiting, "false": Awaiting, "0": Awaiting, "не": Awaiting, "nein": Awaiting}
	voidWords = map[string]Status{"": Paid, "no": Paid, "false": Paid, "0": Paid, "yes": Cancelled, "true": Cancelled, "1": Cancelled}
)
