using Petuum.Lab.Analysis.Charts.Layout;

namespace Petuum.Lab.Analysis.Charts.Drawing;

/// <summary>One entry: a name and how its sample is drawn into a box.</summary>
internal sealed record LegendItem(string Name, Action<ICanvas, Box> DrawSample);

/// <summary>Rows of samples and names above a plot, for what cannot be labelled in place.</summary>
internal static class Legend
{
    public const double FontSize = 12;
    public const double SampleWidth = 20;
    private const double SampleGap = 6;
    private const double RowHeight = 20;
    private const double Gap = 18;
    private const double NameMax = 260;

    /// <summary>A filled sample for bars and areas.</summary>
    public static LegendItem Swatch(string name, Tone tone, double heightShare = 1) => new(name, (canvas, box) =>
    {
        double height = 12 * heightShare;
        var sample = new Box(box.Left, box.Top + ((box.Height - height) / 2), box.Width, height);
        canvas.Rectangle(sample, new Paint(tone), radius: Math.Min(2, height / 2));
    });

    /// <summary>
    /// Draws one row, or several with columns of one width, at the top of a body and returns what is left below them;
    /// says how many entries had no room.
    /// </summary>
    public static Box DrawAbove(ICanvas canvas, Box body, IReadOnlyList<LegendItem> items)
    {
        if (items.Count == 0)
        {
            return body;
        }

        double nameMax = Math.Min(NameMax, body.Width - SampleWidth - SampleGap);
        string[] names = items.Select(item => TextWidth.Fit(TextWidth.Clean(item.Name), FontSize, nameMax)).ToArray();
        double[] widths = names.Select(name => SampleWidth + SampleGap + TextWidth.Of(name, FontSize) + Gap).ToArray();
        bool oneRow = widths.Sum() - Gap <= body.Width;
        int columns = oneRow ? items.Count : Math.Max(1, (int)((body.Width + Gap) / widths.Max()));
        double pitch = (body.Width + Gap) / columns;
        int rowsMax = Math.Max(1, (int)(body.Height * 0.3 / RowHeight));
        int rows = Math.Min(rowsMax, (items.Count + columns - 1) / columns);
        int shown = items.Count <= rows * columns ? items.Count : Math.Max(0, (rows * columns) - 1);

        double x = body.Left;
        for (int i = 0; i < shown; i++)
        {
            x = oneRow ? x : body.Left + (i % columns * pitch);
            double top = body.Top + (i / columns * RowHeight);
            items[i].DrawSample(canvas, new Box(x, top, SampleWidth, RowHeight));
            canvas.Text(x + SampleWidth + SampleGap, top + 14, names[i], FontSize, Tone.Ink);
            x += widths[i];
        }

        if (shown < items.Count)
        {
            double left = body.Left + (shown % columns * pitch);
            double top = body.Top + (shown / columns * RowHeight);
            canvas.Text(left, top + 14, $"and {items.Count - shown} more", FontSize, Tone.Muted);
        }

        double used = (rows * RowHeight) + 6;
        return new Box(body.Left, body.Top + used, body.Width, body.Height - used);
    }
}
