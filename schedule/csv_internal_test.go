package schedule

import (
	"testing"

	"stagedoor"
)

func TestNoHeaderMeansTwoColumns(t *testing.T) {
	seen := map[string]string{}
	for column, headers := range columns {
		for _, h := range headers {
			if other, twice := seen[stagedoor.Fold(h)]; twice {
				t.Errorf("%q is %s and %s", h, other, column)
			}
			seen[stagedoor.Fold(h)] = column
		}
	}
}
