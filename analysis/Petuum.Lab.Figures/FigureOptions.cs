namespace Petuum.Lab.Figures;

/// <summary>How large a figure is, and on which ground it stands.</summary>
public sealed record FigureOptions
{
    /// <summary>720 by 440 with letters of 12, on white.</summary>
    public static FigureOptions Default { get; } = new();

    /// <summary>Its width: points of a PDF, units of an SVG, half the pixels of a PNG; from 240 to 10,000.</summary>
    public int Width { get; init; } = 720;

    /// <summary>Its height, in the same units; from 160 to 10,000.</summary>
    public int Height { get; init; } = 440;

    /// <summary>The size of its letters, in the same units; from 6 to 48. Titles are a quarter larger.</summary>
    public double FontSize { get; init; } = 12;

    /// <summary>Whether it stands on a dark ground, for slides.</summary>
    public bool IsDark { get; init; }

    /// <summary>Refuses sizes that hold no chart.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    public void Validate()
    {
        Within(Width, 240, 10_000, nameof(Width));
        Within(Height, 160, 10_000, nameof(Height));
        Within(FontSize, 6, 48, nameof(FontSize));
    }

    private static void Within(double value, double least, double greatest, string name)
    {
        if (!(value >= least && value <= greatest))
        {
            throw new ArgumentOutOfRangeException(name, value, $"A number from {least} to {greatest} is wanted.");
        }
    }
}
