package control

import (
	"net/http"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// readSlate reads a slate's form: its sentence, from the field that is named,
// and its picture, which is a new file, the one that was kept before, or none.
// had is the slate's until now. A picture that could be read is kept even if
// the sentence cannot: the file need not be chosen again.
func (p *Pages) readSlate(r *http.Request, form uploadForm, field, had string) (stage.Source, error) {
	src, wrong := stage.NewSlate(form.Values.Get(field))
	picture, err := p.slatePicture(r, form, had)
	src.Picture = picture
	if wrong != nil {
		return src, wrong
	}
	return src, err
}

func (p *Pages) slatePicture(r *http.Request, form uploadForm, had string) (string, error) {
	ctx := r.Context()
	kept := form.Values.Get("picture")
	switch {
	case form.File != nil:
		pic, err := stage.NewPicture(form.File)
		if err == nil {
			err = p.Stages.SavePicture(ctx, pic, ui.PageOf(ctx).Now)
		}
		if err != nil {
			return had, err
		}
		return pic.ID, nil
	case form.Values.Get("bare") != "" || kept == "":
		return "", nil
	case kept != had:
		if _, err := p.Stages.Picture(ctx, kept); stagedoor.KindOf(err) == stagedoor.NotFound {
			return had, stagedoor.Errorf(stagedoor.Invalid, "The slate's picture is not one of ours. Upload it again.")
		} else if err != nil {
			return had, err
		}
	}
	return kept, nil
}
