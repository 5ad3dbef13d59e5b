using System.Globalization;

namespace Petuum.Lab.Analysis.Charts;

/// <summary>A continuous palette: straight lines between colours at equal distances.</summary>
public sealed class Ramp
{
    /// <summary>
    /// From dark violet over green to yellow, even in lightness for every eye (viridis; Smith and van der Walt 2015).
    /// </summary>
    public static Ramp Sequential { get; } = new(
        0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725);

    /// <summary>From blue over near-white to red (Tol's BuRd).</summary>
    public static Ramp Diverging { get; } = new(
        0x2166ac, 0x4393c3, 0x92c5de, 0xd1e5f0, 0xf7f7f7, 0xfddbc7, 0xf4a582, 0xd6604d, 0xb2182b);

    private readonly int[] _colors;

    private Ramp(params int[] colors) => _colors = colors;

    /// <summary>The colours at equal distances, as <c>#rrggbb</c>.</summary>
    public IReadOnlyList<string> Stops => [.. _colors.Select(color => $"#{color:x6}")];

    /// <summary>
    /// The colour at a position in [0, 1], in 255 steps (one of them in the middle), as <c>#rrggbb</c>.
    /// </summary>
    public string At(double position)
    {
        double place = Math.Round(Math.Clamp(position, 0, 1) * 254) / 254 * (_colors.Length - 1);
        int below = Math.Min((int)place, _colors.Length - 2);
        int color = 0;
        for (int shift = 16; shift >= 0; shift -= 8)
        {
            double from = (_colors[below] >> shift) & 255;
            double to = (_colors[below + 1] >> shift) & 255;
            color |= (int)Math.Round(from + ((place - below) * (to - from))) << shift;
        }

        return $"#{color:x6}";
    }

    /// <summary>The text colour that reads best on a colour: dark or white.</summary>
    public static string InkOn(string color)
    {
        int value = int.Parse(color.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        double brightness = (0.299 * ((value >> 16) & 255)) + (0.587 * ((value >> 8) & 255)) + (0.114 * (value & 255));
        return brightness > 135 ? "#1b1f24" : "#ffffff";
    }
}
