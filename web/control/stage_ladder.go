package control

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// AddSource answers POST /control/stages/{stage}/sources: an encoder, what was
// pasted, a slate, or another stage.
func (p *Pages) AddSource(w http.ResponseWriter, r *http.Request) error {
	form, err := readForm(r)
	if err != nil {
		return p.stageProblem(w, r, err, StagePage{Problem: ui.Problem(r.Context(), tooLarge(err))})
	}
	defer form.drain()
	title := clipped(strings.TrimSpace(form.Values.Get("title")), 200)
	switch form.Values.Get("kind") {
	case string(stage.Ingest):
		return p.addIngest(w, r, IngestForm{Title: title})
	case string(stage.Slate):
		return p.addSlate(w, r, form, title)
	case string(stage.OtherStage):
		return p.addOther(w, r, OtherForm{Title: title, Chosen: clipped(form.Values.Get("other"), 100)})
	}
	return p.addPasted(w, r, PasteForm{Title: title, Pasted: form.Values.Get("pasted")})
}

func (p *Pages) addPasted(w http.ResponseWriter, r *http.Request, form PasteForm) error {
	src, err := stage.ParseSource(form.Pasted, stage.Options{AllowPrivate: p.AllowPrivate})
	twice := p.onLadder(r, src)
	if _, err = p.addSource(r, src, form.Title, err); err != nil {
		form.Problem, form.Pasted = ui.Problem(r.Context(), err), shownAgain(form.Pasted, err)
		return p.stageProblem(w, r, err, StagePage{Paste: form})
	}
	return added(w, r, twice)
}

func (p *Pages) addSlate(w http.ResponseWriter, r *http.Request, sent uploadForm, title string) error {
	src, err := p.readSlate(r, sent, "sentence", "")
	form := SlateForm{Title: title, Sentence: clipped(sent.Values.Get("sentence"), 400), Picture: src.Picture}
	if _, err = p.addSource(r, src, title, err); err != nil {
		form.Problem = ui.Problem(r.Context(), tooLarge(err))
		return p.stageProblem(w, r, err, StagePage{Slate: form})
	}
	return added(w, r, false)
}

func (p *Pages) addOther(w http.ResponseWriter, r *http.Request, form OtherForm) error {
	src, err := stage.NewStageSource(stagedoor.StageID(form.Chosen))
	title := form.Title
	if err == nil {
		title, err = p.otherTitle(r, src, title)
	}
	if _, err = p.addSource(r, src, title, err); err != nil {
		form.Problem = ui.Problem(r.Context(), err)
		return p.stageProblem(w, r, err, StagePage{Other: form})
	}
	return added(w, r, p.onLadder(r, src))
}

// otherTitle is the title of a rung that is another stage: that stage's name,
// when none was typed. The stage must be there.
func (p *Pages) otherTitle(r *http.Request, src stage.Source, typed string) (string, error) {
	now, err := p.stagesNow(r.Context())
	if err != nil {
		return "", err
	}
	other := now.Stage(stagedoor.StageID(src.Ref))
	switch {
	case other == nil:
		return "", stagedoor.Errorf(stagedoor.Invalid, "Choose the stage that is to be shown.")
	case typed == "":
		return other.Name, nil
	}
	return typed, nil
}

// added leads back to the ladder after one more source; twice says that it was
// there before.
func added(w http.ResponseWriter, r *http.Request, twice bool) error {
	done := ""
	if twice {
		done = "?done=twice"
	}
	http.Redirect(w, r, stageHref(stageOf(r))+done, http.StatusSeeOther)
	return nil
}

// onLadder reports whether the stage plays this already. An error is for who
// asks next.
func (p *Pages) onLadder(r *http.Request, src stage.Source) bool {
	s, err := p.stageNow(r)
	return err == nil && src.URL != "" && slices.ContainsFunc(s.Ladder, func(old stage.Source) bool { return old.URL == src.URL })
}

// addSource keeps a source that could be read, under a new id.
func (p *Pages) addSource(r *http.Request, src stage.Source, title string, err error) (stagedoor.SourceID, error) {
	if err != nil {
		return "", err
	}
	ctx := r.Context()
	now := ui.PageOf(ctx).Now
	src.ID, src.Stage, src.Title = stagedoor.SourceID(stagedoor.NewID(now)), stageOf(r), title
	return src.ID, p.Stages.AddSource(ctx, MemberOf(ctx).Actor(), src, now)
}

// shownAgain is what of a refused paste stands in the form again: nothing when
// it holds a secret.
func shownAgain(pasted string, err error) string {
	if errors.Is(err, stage.ErrIngest) {
		return ""
	}
	return clipped(pasted, 10000)
}

// ChangeSource answers POST /control/stages/{stage}/sources/{source}: take,
// hold, release, another place, other words, another stream key, or out.
func (p *Pages) ChangeSource(w http.ResponseWriter, r *http.Request) error {
	form, err := readForm(r)
	if err != nil {
		return p.stageProblem(w, r, err, StagePage{Problem: ui.Problem(r.Context(), tooLarge(err))})
	}
	defer form.drain()
	if form.Values.Get("to") == "" && form.Values.Get("do") == "" {
		return p.saveSource(w, r, form)
	}
	if form.Values.Get("do") == "rotate" {
		return p.rotateKey(w, r)
	}
	if form.Values.Get("do") == "remove" && form.Values.Get("sure") == "" {
		if asks, err := p.asksAgain(w, r); asks || err != nil {
			return err
		}
	}
	if err := p.changeSource(r, form.Values); err != nil {
		return p.stageProblem(w, r, err, StagePage{Problem: ui.Problem(r.Context(), err)})
	}
	http.Redirect(w, r, stageHref(stageOf(r)), http.StatusSeeOther)
	return nil
}

func (p *Pages) changeSource(r *http.Request, form url.Values) error {
	ctx := r.Context()
	id, source := stageOf(r), stagedoor.SourceID(r.PathValue("source"))
	actor, now := MemberOf(ctx).Actor(), ui.PageOf(ctx).Now
	switch form.Get("do") {
	case "take":
		return p.Hands.Take(ctx, actor, id, source, now)
	case "hold":
		return p.Hands.Hold(ctx, actor, id, source, now)
	case "release":
		return p.release(r, id, source)
	case "remove":
		return p.Stages.RemoveSource(ctx, actor, id, source, now)
	}
	to, err := strconv.Atoi(form.Get("to"))
	if err != nil {
		return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "Say where it shall stand.", Err: err}
	}
	return p.Stages.MoveSource(ctx, actor, id, source, to, now)
}

// release takes the hand off source; a hand that another member put on another
// source meanwhile stays.
func (p *Pages) release(r *http.Request, id stagedoor.StageID, source stagedoor.SourceID) error {
	s, err := p.stageNow(r)
	if err != nil || s.Hand.Taken != source {
		return err
	}
	ctx := r.Context()
	return p.Hands.Release(ctx, MemberOf(ctx).Actor(), id, ui.PageOf(ctx).Now)
}

// UndoHand answers POST /control/stages/{stage}/undo: the hand as it was
// before the last take, hold or release.
func (p *Pages) UndoHand(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := p.Hands.Undo(ctx, MemberOf(ctx).Actor(), stageOf(r), ui.PageOf(ctx).Now); err != nil {
		return p.stageProblem(w, r, err, StagePage{Problem: ui.Problem(ctx, err)})
	}
	http.Redirect(w, r, stageHref(stageOf(r)), http.StatusSeeOther)
	return nil
}

// readForm reads a form, which may end with a file.
func readForm(r *http.Request) (uploadForm, error) {
	if isMultipart(r) {
		return readUpload(r)
	}
	if err := r.ParseForm(); err != nil {
		return uploadForm{}, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The upload broke off. Nothing was changed.", Err: err}
	}
	return uploadForm{Values: r.PostForm}, nil
}

// drain reads what nobody wanted: a browser that is still sending would not
// read why.
func (f uploadForm) drain() {
	if f.File != nil {
		io.Copy(io.Discard, f.File) // bounded; who broke off reads no answer
	}
}
