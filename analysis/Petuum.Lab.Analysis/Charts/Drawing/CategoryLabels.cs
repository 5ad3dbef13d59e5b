using Petuum.Lab.Analysis.Charts.Layout;

namespace Petuum.Lab.Analysis.Charts.Drawing;

/// <summary>
/// Names along an edge, as many as fit: every one, or every second, fifth, tenth …, cut with an ellipsis.
/// </summary>
internal static class CategoryLabels
{
    private const double LineHeight = 14;

    /// <summary>How far a name may stick out over the ends of its edge.</summary>
    private const double Overhang = 10;

    /// <summary>
    /// How many lines names below a horizontal edge take: two if one is not enough for all of them and two help.
    /// </summary>
    public static int LinesBelow(IReadOnlyList<string> names, double pitch, double size)
    {
        bool fit = names.All(name => TextWidth.Of(TextWidth.Clean(name), size) <= pitch - 6);
        return fit || pitch < 44 ? 1 : 2;
    }

    /// <summary>The height of so many lines beyond the first.</summary>
    public static double ExtraHeight(int lines) => (lines - 1) * LineHeight;

    /// <summary>Names centred at equally spaced places along a horizontal edge.</summary>
    public static void DrawBelow(
        ICanvas canvas, IReadOnlyList<string> names, double left, double pitch, double y, double size, int lines = 1)
    {
        string[] clean = names.Select(TextWidth.Clean).ToArray();
        double widest = clean.Select(name => TextWidth.Of(name, size)).DefaultIfEmpty(0).Max();
        int every = lines > 1 ? 1 : Every(Math.Min(widest, 60) + 8, pitch);
        for (int i = 0; i < clean.Length; i += every)
        {
            double from = left + (i * pitch);
            double centre = from + (pitch / 2);
            double end = left + (clean.Length * pitch);
            double overhang = 2 * (Overhang + Math.Min(centre - left, end - centre));
            double room = Math.Min((pitch * every) - 6, overhang);
            IReadOnlyList<string> wrapped = TextWidth.Wrap(clean[i], size, room, lines);
            for (int line = 0; line < wrapped.Count; line++)
            {
                canvas.Text(centre, y + (line * LineHeight), wrapped[line], size, Tone.Ink, Anchor.Middle);
            }
        }
    }

    /// <summary>Names right-aligned at equally spaced places along an upright edge.</summary>
    public static void DrawLeft(
        ICanvas canvas, IReadOnlyList<string> names,
        double right, double width, double top, double pitch, double size)
    {
        int every = Every(size + 3, pitch);
        for (int i = 0; i < names.Count; i += every)
        {
            string name = TextWidth.Fit(TextWidth.Clean(names[i]), size, width);
            double y = top + ((i + 0.5) * pitch) + (size * 0.35);
            canvas.Text(right, y, name, size, Tone.Ink, Anchor.End);
        }
    }

    /// <summary>The room that names need beside an upright edge, at most <paramref name="max"/>.</summary>
    public static double WidthOf(IReadOnlyList<string> names, double size, double max) =>
        Math.Min(max, names.Select(name => TextWidth.Of(TextWidth.Clean(name), size)).DefaultIfEmpty(0).Max());

    /// <summary>The smallest of 1, 2, 5, 10, 20, 50 … that leaves enough room between names.</summary>
    private static int Every(double need, double pitch)
    {
        int every = 1;
        int[] factors = [2, 5, 10];
        int decade = 1;
        for (int i = 0; every * pitch < need && every < 1_000_000; i++)
        {
            every = factors[i % 3] * decade;
            decade *= i % 3 == 2 ? 10 : 1;
        }

        return every;
    }
}
