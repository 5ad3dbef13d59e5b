using Petuum.Lab.Analysis.Charts.Layout;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Charts.Drawing;

/// <summary>
/// Draws labelled lines across a plot; each label goes where the fewest curves and no other label are.
/// </summary>
internal sealed class ReferencePlot(ICanvas canvas, Box plot, PlotScale xScale, PlotScale yScale)
{
    private const double FontSize = 11.5;
    private static readonly Paint Rule = new(Stroke: Tone.Muted, Width: 1.2, Dash: [5, 4]);

    public void Draw(IReadOnlyList<ReferenceLine> references, IReadOnlyList<PlottedLine> lines)
    {
        CurvePoint[] pixels = lines.SelectMany(line => line.Lines).SelectMany(Dense).Select(plot.At).ToArray();
        var taken = new List<Box>();
        foreach (ReferenceLine reference in references)
        {
            PlotScale scale = reference.IsVertical ? xScale : yScale;
            if (!scale.IsPlottable(reference.Value) || scale.Project(reference.Value) is not (>= 0 and <= 1))
            {
                continue;
            }

            double at = scale.Project(reference.Value);
            string label = TextWidth.Fit(TextWidth.Clean(reference.Label), FontSize, plot.Width * 0.5);
            double width = TextWidth.Of(label, FontSize);
            double x = plot.Left + (at * plot.Width);
            double y = plot.Bottom - (at * plot.Height);
            IEnumerable<Box> places = reference.IsVertical ? PlacesBeside(x, width) : PlacesAlong(y, width);
            canvas.Line(
                reference.IsVertical ? x : plot.Left,
                reference.IsVertical ? plot.Top : y,
                reference.IsVertical ? x : plot.Right,
                reference.IsVertical ? plot.Bottom : y,
                Rule);
            Box? best = places
                .Where(place => taken.TrueForAll(other => !Overlap(place, other)))
                .OrderBy(place => pixels.Count(pixel => Contains(place, pixel)))
                .Cast<Box?>()
                .FirstOrDefault();
            if (best is { } box)
            {
                taken.Add(box);
                canvas.Text(box.Left, box.Bottom - 4, label, FontSize, Tone.Muted, halo: true);
            }
        }
    }

    private IEnumerable<Box> PlacesAlong(double y, double width)
    {
        foreach (double top in (double[])[y - 17, y + 2])
        {
            foreach (double share in (double[])[0, 1, 0.5, 0.25, 0.75])
            {
                var place = new Box(plot.Left + 6 + (share * (plot.Width - width - 12)), top, width, 15);
                if (place.Top >= plot.Top && place.Bottom <= plot.Bottom)
                {
                    yield return place;
                }
            }
        }
    }

    private IEnumerable<Box> PlacesBeside(double x, double width)
    {
        foreach (double left in (double[])[x + 6, x - 6 - width])
        {
            foreach (double share in (double[])[0, 1, 0.5, 0.25, 0.75])
            {
                var place = new Box(left, plot.Top + 2 + (share * (plot.Height - 19)), width, 15);
                if (place.Left >= plot.Left && place.Right <= plot.Right)
                {
                    yield return place;
                }
            }
        }
    }

    /// <summary>Points along a line close enough together to notice it crossing a label.</summary>
    private IEnumerable<CurvePoint> Dense(IReadOnlyList<CurvePoint> line)
    {
        for (int i = 0; i + 1 < line.Count; i++)
        {
            double length = (Math.Abs(line[i + 1].X - line[i].X) * plot.Width)
                + (Math.Abs(line[i + 1].Y - line[i].Y) * plot.Height);
            int steps = 1 + (int)(length / 6);
            for (int step = 0; step < steps; step++)
            {
                double share = (double)step / steps;
                yield return new CurvePoint(
                    line[i].X + (share * (line[i + 1].X - line[i].X)),
                    line[i].Y + (share * (line[i + 1].Y - line[i].Y)));
            }
        }
    }

    private static bool Contains(Box box, CurvePoint pixel) =>
        pixel.X >= box.Left - 2 && pixel.X <= box.Right + 2 && pixel.Y >= box.Top && pixel.Y <= box.Bottom;

    private static bool Overlap(Box a, Box b) =>
        a.Left < b.Right + 6 && b.Left < a.Right + 6 && a.Top < b.Bottom && b.Top < a.Bottom;
}
