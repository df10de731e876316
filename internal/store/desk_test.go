package store

import (
	"testing"

	"signpost/internal/store/storetest"
)

func TestDesk(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		storetest.Desk(t, func(t *testing.T) storetest.Desks {
			url, keyFile := places(t)
			return open(t, url, keyFile)
		})
	})
}
