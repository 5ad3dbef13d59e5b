namespace Petuum.Lab.Figures;

/// <summary>The ground that a figure stands on.</summary>
public enum FigureTheme
{
    /// <summary>White, for paper and pages.</summary>
    Light,

    /// <summary>Nearly black, for slides.</summary>
    Dark,
}

/// <summary>How large a figure is and how it looks. One unit is a pixel of a web page, 1/96 of an inch.</summary>
public sealed record FigureOptions
{
    /// <summary>The least width.</summary>
    public const int WidthMin = 240;

    /// <summary>The least height.</summary>
    public const int HeightMin = 160;

    /// <summary>The greatest width and height.</summary>
    public const int SideMax = 4000;

    /// <summary>The smallest letters.</summary>
    public const double FontSizeMin = 5;

    /// <summary>The largest letters.</summary>
    public const double FontSizeMax = 48;

    private readonly int _width = 720;
    private readonly int _height = 440;
    private readonly double _fontSize = 13;

    /// <summary>The width, from <see cref="WidthMin"/> to <see cref="SideMax"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside.</exception>
    public int Width
    {
        get => _width;
        init => _width = value is >= WidthMin and <= SideMax
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"A figure is {WidthMin} to {SideMax} pixels wide.");
    }

    /// <summary>The height, from <see cref="HeightMin"/> to <see cref="SideMax"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside.</exception>
    public int Height
    {
        get => _height;
        init => _height = value is >= HeightMin and <= SideMax
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"A figure is {HeightMin} to {SideMax} pixels high.");
    }

    /// <summary>
    /// The size of the numbers at the axes, from <see cref="FontSizeMin"/> to <see cref="FontSizeMax"/>. Other texts
    /// are a little larger or smaller.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside.</exception>
    public double FontSize
    {
        get => _fontSize;
        init => _fontSize = value is >= FontSizeMin and <= FontSizeMax
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"Letters are {FontSizeMin} to {FontSizeMax} pixels high.");
    }

    /// <summary>Light or dark.</summary>
    public FigureTheme Theme { get; init; } = FigureTheme.Light;
}
