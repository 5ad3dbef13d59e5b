using Petuum.Lab.Analysis.Charts.Layout;

namespace Petuum.Lab.Analysis.Charts.Svg;

/// <summary>One entry: a name and how its sample is drawn into a box.</summary>
internal sealed record LegendItem(string Name, Action<SvgCanvas, Box> DrawSample);

/// <summary>Rows of samples and names above a plot, for what cannot be labelled in place.</summary>
internal static class Legend
{
    public const double FontSize = 12;
    public const double SampleWidth = 20;
    private const double RowHeight = 20;
    private const double Gap = 18;

    /// <summary>A filled sample for bars and areas.</summary>
    public static LegendItem Swatch(string name, Tone tone, double heightShare = 1) => new(name, (canvas, box) =>
    {
        double height = 12 * heightShare;
        canvas.Rectangle(
            new Box(box.Left + 6, box.Top + ((box.Height - height) / 2), 14, height), new Paint(tone), radius: 2);
    });

    /// <summary>Draws rows at the top of a body and returns what is left below them; says how many did not fit.</summary>
    public static Box DrawAbove(SvgCanvas canvas, Box body, IReadOnlyList<LegendItem> items)
    {
        double nameMax = Math.Min(260, body.Width - SampleWidth - Gap);
        int rowsMax = Math.Max(1, (int)(body.Height * 0.3 / RowHeight));
        double x = body.Left;
        int row = 0;
        for (int i = 0; i < items.Count; i++)
        {
            string name = TextWidth.Fit(TextWidth.Clean(items[i].Name), FontSize, nameMax);
            double width = SampleWidth + 6 + TextWidth.Of(name, FontSize);
            string rest = $"and {items.Count - i} more";
            bool last = row == rowsMax - 1 && i < items.Count - 1;
            double room = body.Right - (last ? Gap + TextWidth.Of(rest, FontSize) : 0);
            if (x + width > room && x > body.Left)
            {
                if (row == rowsMax - 1)
                {
                    canvas.Text(x, body.Top + (row * RowHeight) + 14, rest, FontSize, Tone.Muted);
                    break;
                }

                row++;
                x = body.Left;
            }

            double top = body.Top + (row * RowHeight);
            items[i].DrawSample(canvas, new Box(x, top, SampleWidth, RowHeight));
            canvas.Text(x + SampleWidth + 6, top + 14, name, FontSize, Tone.Ink);
            x += width + Gap;
        }

        double used = items.Count == 0 ? 0 : ((row + 1) * RowHeight) + 6;
        return new Box(body.Left, body.Top + used, body.Width, body.Height - used);
    }
}
