// Package chart draws how a broadcast went, for its report: how many messages were
// sent, and how many were blocked, failed or unknown, over time.
//
// It exists because a pause, a flood or a fault is seen at once in a picture and
// nowhere else. It promises a PNG for any timeline, of one size, with colours that
// can be told apart without seeing red and green. It says nothing that the numbers
// of the report do not say: whoever hears the screen misses nothing.
package chart

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-analyze/charts"

	"signpost/internal/broadcast"
	"signpost/internal/hours"
)

// width and height fit a phone held upright, in pixels.
const width, height = 900, 500

// lines are the outcomes that are drawn, from the bottom of each bar up. The colours
// are Okabe and Ito's, made for eyes that do not tell red from green.
var lines = []struct {
	name     string
	outcomes []broadcast.Outcome
	colour   charts.Color
}{
	{"sent", []broadcast.Outcome{broadcast.Delivered, broadcast.TakenBack}, charts.ColorRGB(0, 114, 178)},
	{"blocked", []broadcast.Outcome{broadcast.Blocked}, charts.ColorRGB(230, 159, 0)},
	{"failed", []broadcast.Outcome{broadcast.Failed}, charts.ColorRGB(213, 94, 0)},
	{"unknown", []broadcast.Outcome{broadcast.Unknown}, charts.ColorRGB(90, 90, 90)},
}

// Words say what the picture shows, for whoever does not see it.
const Words = "how many messages were sent, blocked, failed or unknown over time. The numbers are on the card"

// ErrNone says that there is nothing to draw: nothing was sent yet, or the times are
// no longer kept.
var ErrNone = errors.New("nothing was sent yet, or the times are no longer kept (48 hours after the end)")

// Draw gives the chart of a timeline as a PNG.
func Draw(t broadcast.Timeline) ([]byte, error) {
	if len(t.Slices) == 0 {
		return nil, ErrNone
	}
	times := make([]string, len(t.Slices))
	layout := "15:04"
	if t.Every < time.Minute {
		layout = "15:04:05"
	}
	for i := range t.Slices {
		times[i] = t.From.Add(t.Every * time.Duration(i)).In(hours.London).Format(layout)
	}
	values := make([][]float64, len(lines))
	names := make([]string, len(lines))
	colours := make([]charts.Color, len(lines))
	for n, line := range lines {
		names[n], colours[n] = line.name, line.colour
		values[n] = make([]float64, len(t.Slices))
		for i, slice := range t.Slices {
			for _, o := range line.outcomes {
				values[n][i] += float64(slice[o])
			}
		}
	}
	option := charts.NewBarChartOptionWithData(values)
	option.StackSeries = charts.Ptr(true)
	option.Theme = charts.GetTheme(charts.ThemeLight).WithSeriesColors(colours)
	option.Title.Text = "Messages every " + lasting(t.Every)
	option.Legend.SeriesNames = names
	option.CategoryAxis.Labels = times
	option.CategoryAxis.LabelCount = 6
	option.ValueFormatter = func(f float64) string { return fmt.Sprintf("%.0f", f) }
	painter := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: width, Height: height})
	if err := painter.BarChart(option); err != nil {
		return nil, fmt.Errorf("draw the chart: %w", err)
	}
	png, err := painter.Bytes()
	if err != nil {
		return nil, fmt.Errorf("draw the chart: %w", err)
	}
	return png, nil
}

// lasting writes the length of a slice for a title.
func lasting(d time.Duration) string {
	for _, unit := range []struct {
		is   time.Duration
		name string
	}{{time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		switch n := d / unit.is; {
		case n == 1:
			return unit.name
		case n > 1:
			return fmt.Sprintf("%d %ss", n, unit.name)
		}
	}
	return d.String()
}
