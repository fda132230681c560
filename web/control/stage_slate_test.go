package control_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// onBothEngines runs a test in a house over each database.
func onBothEngines(t *testing.T, test func(t *testing.T, h *house)) {
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, houseOn(t, db)) })
}

// uploads sends a form that ends with a file.
func (h *house) uploads(address, name, file string, fields ...[2]string) answer {
	h.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, f := range fields {
		if err := m.WriteField(f[0], f[1]); err != nil {
			h.t.Fatal(err)
		}
	}
	part, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = io.WriteString(part, file)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		h.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "https://live.hexagon.example"+address, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	h.handler().ServeHTTP(w, r)
	return answer{w.Code, w.Header().Get("Location"), w.Body.String(), w.Header(), w.Header().Get("Problem")}
}

// pngOf is a small picture of one colour.
func pngOf(t testing.TB, c color.Color) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 32, 18))
	for i := range 32 * 18 {
		img.Set(i%32, i/32, c)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestASlateWithAPicture(t *testing.T) {
	onBothEngines(t, func(t *testing.T, h *house) {
		h.addStage("hall", "Great Hall")
		red, blue := pngOf(t, color.RGBA{0xff, 0, 0, 0xff}), pngOf(t, color.RGBA{0, 0, 0xff, 0xff})
		h.get("/control/stages/hall").wants(t, http.StatusOK, "Picture, if you like", "at most 10 MB")
		add := func(name, file string, fields ...[2]string) answer {
			return h.uploads("/control/stages/hall/sources", name, file, append([][2]string{{"kind", "slate"}, {"title", "Pause"}}, fields...)...)
		}
		add("pause.png", red, [2]string{"sentence", "Обедна почивка"}).leads(t, "/control/stages/hall")
		slate := h.stage("hall").Ladder[0]
		pic, err := h.db.Picture(t.Context(), slate.Picture)
		if err != nil || pic.Kind != "image/jpeg" || slate.Sentence != "Обедна почивка" || slate.Title != "Pause" {
			t.Fatalf("kept %+v with a %s, %v", slate, pic.Kind, err)
		}
		for _, tt := range []struct{ what, name, file, says string }{
			{"SVG", "x.png", "<svg onload='alert(1)'/>", "SVG files can hold scripts"},
			{"text", "x.jpg", "hello", "Save it as PNG, JPEG or WebP."},
			{"too large", "x.png", red + strings.Repeat("x", stage.MaxPicture), "The picture is larger than 10 MB."},
		} {
			a := add(tt.name, tt.file, [2]string{"sentence", "Kept as typed"})
			a.wants(t, http.StatusUnprocessableEntity, tt.says)
			if !strings.Contains(a.body, `value="Kept as typed"`) {
				t.Errorf("%s: the typed sentence is lost", tt.what)
			}
		}

		// A sentence that is refused does not cost the picture.
		a := add("blue.png", blue, [2]string{"sentence", strings.Repeat("я", 201)})
		a.wants(t, http.StatusUnprocessableEntity, "The slate's sentence is longer than 200 characters.", "Another picture")
		_, after, _ := strings.Cut(a.body, `name="picture" value="`)
		id, _, _ := strings.Cut(after, `"`)
		h.post("/control/stages/hall/sources", url.Values{"kind": {"slate"}, "sentence": {"Short"}, "picture": {id}}).leads(t, "/control/stages/hall")
		if got := h.stage("hall").Ladder; len(got) != 2 || got[1].Picture != id || id == slate.Picture {
			t.Errorf("the picture that was kept is not on the slate: %+v", got)
		}
		h.post("/control/stages/hall/sources", url.Values{"kind": {"slate"}, "picture": {strings.Repeat("0", 64)}}).
			wants(t, http.StatusUnprocessableEntity, "The slate's picture is not one of ours. Upload it again.")

		// Another one, and none.
		at := "/control/stages/hall/sources/" + string(slate.ID)
		if a := h.get(at); !strings.Contains(a.body, `src="/picture/`+slate.Picture+`"`) {
			t.Error("the slate's page does not show its picture")
		}
		h.uploads(at, "", "", [2]string{"words", "Обяд"}, [2]string{"picture", slate.Picture}).leads(t, "/control/stages/hall")
		if got := h.stage("hall").Ladder[0]; got.Picture != slate.Picture || got.Sentence != "Обяд" {
			t.Errorf("another sentence made %+v", got)
		}
		h.uploads(at, "blue.png", blue, [2]string{"words", "Обяд"}, [2]string{"picture", slate.Picture}).leads(t, "/control/stages/hall")
		if got := h.stage("hall").Ladder[0].Picture; got != id {
			t.Errorf("another picture made %s, want %s", got, id)
		}
		h.uploads(at, "x.gif", "GIF89a", [2]string{"words", "Обяд"}, [2]string{"picture", id}).wants(t, http.StatusUnprocessableEntity, "Save it as PNG, JPEG or WebP.", "Another picture")
		h.uploads(at, "", "", [2]string{"words", "Обяд"}, [2]string{"picture", id}, [2]string{"bare", "yes"}).leads(t, "/control/stages/hall")
		if got := h.stage("hall").Ladder[0].Picture; got != "" {
			t.Errorf("without its picture it has %s", got)
		}
	})
}

func TestAnotherStageAsASource(t *testing.T) {
	onBothEngines(t, func(t *testing.T, h *house) {
		h.addStage("hall", "Great Hall")
		if a := h.get("/control/stages/hall"); strings.Contains(a.body, "Show another stage") {
			t.Error("the only stage is offered another one")
		}
		h.addStage("foundry", "Foundry")
		h.addStage("attic", "Attic")
		a := h.get("/control/stages/hall")
		a.wants(t, http.StatusOK, "Show another stage", "Foundry", "Attic")
		if strings.Contains(a.body, `<option value="hall"`) {
			t.Error("a stage is offered itself")
		}
		add := func(other, title string) answer {
			return h.post("/control/stages/hall/sources", url.Values{"kind": {"stage"}, "other": {other}, "title": {title}})
		}
		add("foundry", "").leads(t, "/control/stages/hall")
		src := h.stage("hall").Ladder[0]
		if src.Kind != stage.OtherStage || src.Ref != "foundry" || src.Name() != "Foundry" {
			t.Errorf("kept %+v", src)
		}
		h.get("/control/stages/hall").wants(t, http.StatusOK, "On air Foundry", "Whatever the stage Foundry shows")
		for other, says := range map[string]string{"hall": "A stage cannot show itself.", "none": "Choose the stage that is to be shown.", "": "Choose the stage that is to be shown."} {
			add(other, "Overflow").wants(t, http.StatusUnprocessableEntity, says)
		}
		at := "/control/stages/hall/sources/" + string(src.ID)
		h.get(at).wants(t, http.StatusOK, "This stage then shows whatever that one shows")
		h.post(at, url.Values{"words": {"attic"}, "title": {"Overflow"}}).leads(t, "/control/stages/hall")
		if got := h.stage("hall").Ladder[0]; got.Ref != "attic" || got.Name() != "Overflow" {
			t.Errorf("changed to %+v", got)
		}
		h.post(at, url.Values{"words": {"hall"}}).wants(t, http.StatusUnprocessableEntity, "A stage cannot show itself.")
	})
}

func TestTheLadderSaysHowEachSourceIs(t *testing.T) {
	onBothEngines(t, func(t *testing.T, h *house) {
		h.addStage("hall", "Great Hall")
		for _, title := range []string{"Primary", "Backup", "New"} {
			h.post("/control/stages/hall/sources", url.Values{"pasted": {"https://cdn.example/" + title + ".m3u8"}, "title": {title}}).leads(t, "/control/stages/hall")
		}
		h.addSlate("hall", "Pause")
		h.get("/control/stages/hall").wants(t, http.StatusOK, "Primary Not looked at yet HLS playlist")
		l := h.stage("hall").Ladder
		const lease = "stage/hall"
		if _, err := h.db.Leases(t.Context(), []string{lease}, "node", noon, time.Hour); err != nil {
			t.Fatal(err)
		}
		kept, err := h.db.PutAir(t.Context(), stage.Air{Stage: "hall", Source: l[1].ID, Since: noon.Add(-time.Minute), Keeper: "node",
			Why: stagedoor.Say("because %s lost its picture at %s. It returns after %d steady seconds.", "Primary", "14:21", 10),
			Health: map[stagedoor.SourceID]stage.Health{
				l[0].ID: {State: stage.Down, Since: noon.Add(-time.Minute), Problem: stagedoor.Say("The playlist has not changed for %d s.", 12)},
				l[1].ID: {State: stage.Up, Since: noon.Add(-time.Hour)},
			}}, lease, "node", noon)
		if err != nil || !kept {
			t.Fatalf("the row on air: %t, %v", kept, err)
		}
		a := h.get("/control/stages/hall")
		a.wants(t, http.StatusOK, "On air Backup , because Primary lost its picture at 14:21. It returns after 10 steady seconds.",
			"Primary Since 14:21:00: The playlist has not changed for 12 s.", "Backup Steady since 13:22:00", "New Not looked at yet")
		if !strings.Contains(a.body, `aria-label="Take Primary: no picture"`) || strings.Count(a.body, " disabled") != 1 {
			t.Error("a source without a picture can be taken, or another one cannot")
		}
		h.get("/control/stages").wants(t, http.StatusOK, "No picture: Primary", "On air Backup , because Primary lost")
		h.lang.set("bg")
		h.get("/control/stages/hall").wants(t, http.StatusOK, "В ефир Backup , защото картината на Primary изчезна в 14:21.", "Плейлистът не се е променял от 12 сек.")
	})
}
