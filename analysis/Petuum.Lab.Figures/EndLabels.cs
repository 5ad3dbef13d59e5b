using Petuum.Lab.Analysis.Charts;
using ScottPlot;

namespace Petuum.Lab.Figures;

/// <summary>The name of a curve and where the curve ends, in the figure's pixels.</summary>
internal sealed record EndLabel(string Text, Color Color, LinePattern Pattern, double X, double Y);

/// <summary>The names of curves right of the plot, each at the height where its curve ends.</summary>
internal static class EndLabels
{
    private const double WidthShareMax = 0.36;
    private const double ShiftLinesMax = 4;
    private const double StrokeLength = 1.2;

    /// <summary>The room that the names need right of the plot; 0 if a legend suits better.</summary>
    public static double Room(IReadOnlyList<string> names, Figure figure)
    {
        Look look = figure.Look;
        if (names.Count == 0 || names.Any(name => name.Length == 0))
        {
            return 0;
        }

        double width = names.Max(name => Words.Width(name, look.Size)) + (look.Size * (StrokeLength + 0.9));
        return width <= figure.Body.Width * WidthShareMax ? width : 0;
    }

    /// <summary>Adds the names, unless they would overlap or stand far from the ends of their curves.</summary>
    public static bool TryAdd(FigurePanel panel, Look look, IReadOnlyList<EndLabel> labels)
    {
        double line = look.Size * 1.25;
        EndLabel[] ordered = [.. labels.OrderBy(label => label.Y).ThenByDescending(label => label.X)];
        double[] places = Spread(
            [.. ordered.Select(label => label.Y)], line, panel.Data.Top + (line / 2), panel.Data.Bottom - (line / 2));
        if (places.Length == 0
            || ordered.Where((label, index) => Math.Abs(places[index] - label.Y) > line * ShiftLinesMax).Any())
        {
            return false;
        }

        double size = look.Size;
        for (int index = 0; index < ordered.Length; index++)
        {
            EndLabel label = ordered[index];
            double below = places[index] - panel.Data.Top;
            panel.Plot.PlottableList.Add(new OutsideText(label.Text, size, look.Of(Tone.Ink))
            {
                Place = frame => new Pixel(
                    frame.Right + (size * (StrokeLength + 0.7)), frame.Top + below + (size * 0.36)),
                Stroke = frame => (
                    new Pixel(frame.Right + (size * 0.4), frame.Top + below),
                    new Pixel(frame.Right + (size * (StrokeLength + 0.4)), frame.Top + below)),
                StrokeStyle = new ScottPlot.LineStyle
                {
                    Color = label.Color,
                    Width = look.LineWidth * 1.3f,
                    Pattern = label.Pattern,
                },
            });
        }

        return true;
    }

    /// <summary>
    /// Ascending places at least a distance apart, near the wanted ones and between two ends. Empty if there is no
    /// room.
    /// </summary>
    private static double[] Spread(double[] wanted, double distance, double top, double bottom)
    {
        if ((wanted.Length - 1) * distance > bottom - top)
        {
            return [];
        }

        double[] places = [.. wanted.Select(place => Math.Clamp(place, top, bottom))];
        for (int round = 0; round < 200; round++)
        {
            bool isApart = true;
            for (int index = 1; index < places.Length; index++)
            {
                double overlap = distance - (places[index] - places[index - 1]);
                if (overlap > 1e-6)
                {
                    places[index - 1] -= overlap / 2;
                    places[index] += overlap / 2;
                    isApart = false;
                }
            }

            places[0] = Math.Max(places[0], top);
            places[^1] = Math.Min(places[^1], bottom);
            if (isApart)
            {
                break;
            }
        }

        for (int index = 1; index < places.Length; index++)
        {
            places[index] = Math.Max(places[index], places[index - 1] + distance);
        }

        return [.. places.Select((place, index) =>
            Math.Min(place, bottom - ((places.Length - 1 - index) * distance)))];
    }
}
