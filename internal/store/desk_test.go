package store

import (
	"testing"

	"signpost/internal/store/storetest"
)

func TestDesk(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		storetest.Desk(t, func(t *testing.T) storetest.Desks {
			url, keyFile := places(t)
			return open(t, url, keyFile)
		})
	})
}
