package chart_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"signpost/internal/broadcast"
	"signpost/internal/chart"
	"signpost/internal/hours"
)

func timeline(slices ...map[broadcast.Outcome]int) broadcast.Timeline {
	return broadcast.Timeline{From: time.Date(2026, 11, 25, 10, 0, 0, 0, hours.London), Every: time.Second, Slices: slices}
}

// The picture shows each outcome in its colour, and no colour for what did not happen.
func TestDraw(t *testing.T) {
	var (
		sent    = color.RGBA{0, 114, 178, 255}
		blocked = color.RGBA{230, 159, 0, 255}
		failed  = color.RGBA{213, 94, 0, 255}
		unknown = color.RGBA{90, 90, 90, 255}
	)
	all := map[broadcast.Outcome]int{broadcast.Delivered: 20, broadcast.Blocked: 5, broadcast.Failed: 5, broadcast.Unknown: 5}
	only := map[broadcast.Outcome]int{broadcast.Delivered: 20}
	drawn := func(slices ...map[broadcast.Outcome]int) map[color.RGBA]int {
		t.Helper()
		data, err := chart.Draw(timeline(slices...))
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if size := picture.Bounds().Size(); size != image.Pt(900, 500) {
			t.Errorf("the picture is %v", size)
		}
		found := map[color.RGBA]int{}
		for y := 60; y < 460; y++ { // below the legend, which shows every colour
			for x := range 900 {
				found[color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)]++
			}
		}
		return found
	}
	for _, n := range []int{1, 3, 61} {
		slices := make([]map[broadcast.Outcome]int, n)
		for i := range slices {
			slices[i] = all
		}
		got := drawn(slices...)
		if got[sent] < 2*got[blocked] || got[blocked] == 0 || got[failed] == 0 || got[unknown] == 0 {
			t.Errorf("%d slices: sent %d, blocked %d, failed %d, unknown %d pixels", n, got[sent], got[blocked], got[failed], got[unknown])
		}
	}
	if got := drawn(only, only); got[sent] == 0 || got[blocked] != 0 || got[failed] != 0 {
		t.Errorf("sent %d, blocked %d, failed %d pixels of a broadcast that was sent", got[sent], got[blocked], got[failed])
	}
	if _, err := chart.Draw(timeline()); !errors.Is(err, chart.ErrNone) {
		t.Errorf("nothing to draw: %v", err)
	}
}
