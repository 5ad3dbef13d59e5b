using Petuum.Lab.Analysis.Charts.Layout;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Charts.Drawing;

/// <summary>Draws a line chart; names stand at the ends of the lines if they fit there, else in legend rows.</summary>
internal sealed class LinePlot(ICanvas canvas, LineChart chart)
{
    private const double LabelHeight = 16;
    private const double LabelGap = 12;
    private const double MarkerDistanceMin = 14;

    private readonly Tone[] _tones = chart.Series.Select((series, i) => Tone.Of(series.Style.Color, i)).ToArray();
    private readonly string[] _names = chart.Series
        .Select(series => TextWidth.Clean(series.Name) + (series.Diverged ? " (diverged)" : ""))
        .ToArray();

    public void Draw(Box body)
    {
        double column = LabelGap + Legend.SampleWidth + 6
            + _names.Select(name => TextWidth.Of(name, Legend.FontSize)).DefaultIfEmpty(0).Max();
        double room = body.Height - Axes.TopHeight - Axes.BottomHeight;
        bool direct = column <= body.Width * 0.34 && _names.Length * LabelHeight <= room + LabelHeight;
        if (!direct)
        {
            body = Legend.DrawAbove(canvas, body, _names.Select(Item).ToArray());
        }

        PlotScale xScale = LineBounds.Horizontal(chart);
        PlotScale yScale = LineBounds.Vertical(chart);
        AxisLayout vertical = AxisLayout.Vertical(chart.Y, yScale, body.Height - Axes.TopHeight - Axes.BottomHeight);
        Box plot = Axes.Plot(body, vertical, right: direct ? column : 16);
        AxisLayout horizontal = AxisLayout.Horizontal(chart.X, xScale, plot.Width);
        Axes.DrawVertical(canvas, body, plot, vertical);
        Axes.DrawHorizontal(canvas, body, plot, horizontal);

        PlottedLine[] lines = chart.Series
            .Select(series => PlottedLine.Of(series, xScale, yScale, (int)(plot.Width * 2)))
            .ToArray();
        DrawBands(plot, lines);
        new ReferencePlot(canvas, plot, xScale, yScale).Draw(chart.References, lines);
        for (int i = 0; i < lines.Length; i++)
        {
            DrawLine(plot, lines[i], i);
        }

        if (direct)
        {
            DrawLabels(plot, lines);
        }
    }

    private void DrawBands(Box plot, PlottedLine[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (IReadOnlyList<CurvePoint> band in lines[i].Bands)
            {
                canvas.Path(band.Select(plot.At).ToArray(), new Paint(_tones[i], Opacity: 0.18), closed: true);
            }
        }
    }

    private void DrawLine(Box plot, PlottedLine line, int index)
    {
        LineStyle style = chart.Series[index].Style;
        const double width = 2;
        var paint = new Paint(Stroke: _tones[index], Width: width, Dash: Dash(DashOf(index), width));
        canvas.BeginGroup(_names[index]);
        foreach (IReadOnlyList<CurvePoint> stretch in line.Lines)
        {
            CurvePoint[] pixels = stretch.Select(plot.At).ToArray();
            if (pixels.Length == 1)
            {
                canvas.Circle(pixels[0].X, pixels[0].Y, 3, new Paint(_tones[index]));
            }
            else if (style.Line)
            {
                canvas.Path(pixels, paint);
            }
        }

        DrawMarkers(plot, line.Points, style, _tones[index]);
        Marks.DrawEnding(canvas, plot, plot.At(line.End), line.Ending, _tones[index]);
        canvas.EndGroup();
    }

    private void DrawMarkers(Box plot, IReadOnlyList<CurvePoint> points, LineStyle style, Tone tone)
    {
        MarkerShape shape = style is { Line: false, Marker: MarkerShape.None } ? MarkerShape.Circle : style.Marker;
        double distance = style.Line ? MarkerDistanceMin : 1;
        CurvePoint? last = null;
        foreach (CurvePoint pixel in points.Select(plot.At))
        {
            if (last is not { } before || Math.Abs(pixel.X - before.X) + Math.Abs(pixel.Y - before.Y) >= distance)
            {
                Marks.Draw(canvas, shape, pixel, tone);
                last = pixel;
            }
        }
    }

    /// <summary>
    /// Sample and name beside each line's end, moved apart, with a thin leader where the line runs up to them.
    /// </summary>
    private void DrawLabels(Box plot, PlottedLine[] lines)
    {
        double[] wishes = lines.Select(line => plot.At(line.End).Y).ToArray();
        double[] centres = LabelPlacement.Spread(wishes, LabelHeight, plot.Top - LabelHeight, plot.Bottom + 2)
            ?? wishes;
        for (int i = 0; i < lines.Length; i++)
        {
            double left = plot.Right + LabelGap;
            CurvePoint end = plot.At(lines[i].End);
            if (lines[i] is { End.X: <= 0.97, Ending: LineEnding.Plain, Lines.Count: > 0 })
            {
                canvas.Circle(end.X, end.Y, 3, new Paint(_tones[i]));
            }
            else if (lines[i].End.X > 0.97)
            {
                canvas.Line(end.X + 1, end.Y, left - 1, centres[i], new Paint(Stroke: _tones[i], Opacity: 0.6));
            }

            Item(_names[i], i).DrawSample(canvas, new Box(left, centres[i] - 10, Legend.SampleWidth, 20));
            canvas.Text(left + Legend.SampleWidth + 6, centres[i] + 4.2, _names[i], Legend.FontSize, Tone.Ink);
        }
    }

    private LegendItem Item(string name, int index) => new(name, (target, box) =>
    {
        LineStyle style = chart.Series[index].Style;
        double y = box.Top + (box.Height / 2);
        if (style.Line)
        {
            var paint = new Paint(Stroke: _tones[index], Width: 2.5, Dash: Dash(DashOf(index), 1.6));
            target.Line(box.Left, y, box.Right, y, paint);
        }

        MarkerShape shape = style is { Line: false, Marker: MarkerShape.None } ? MarkerShape.Circle : style.Marker;
        Marks.Draw(target, shape, new CurvePoint(box.Left + (box.Width / 2), y), _tones[index]);
    });

    /// <summary>The dash asked for; where the palette starts again, the next dash instead of none.</summary>
    private LineDash DashOf(int index)
    {
        LineStyle style = chart.Series[index].Style;
        return style is { Color: null, Dash: LineDash.Solid }
            ? (LineDash)(index / Tone.PaletteSize % 4)
            : style.Dash;
    }

    private static double[]? Dash(LineDash dash, double width)
    {
        double[] Pattern(params double[] lengths) => [.. lengths.Select(length => length * Math.Max(width, 1))];

        return dash switch
        {
            LineDash.Dashed => Pattern(4, 3),
            LineDash.Dotted => Pattern(0.5, 2.5),
            LineDash.DashDot => Pattern(4, 2.5, 0.5, 2.5),
            _ => null,
        };
    }
}
