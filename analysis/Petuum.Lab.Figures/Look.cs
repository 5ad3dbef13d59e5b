using Petuum.Lab.Analysis.Charts;
using ScottPlot;

namespace Petuum.Lab.Figures;

/// <summary>The sizes and colours of a figure.</summary>
internal sealed class Look(FigureOptions options)
{
    /// <summary>How large the figure is.</summary>
    public FigureOptions Options { get; } = options;

    /// <summary>The size of most letters; distances are multiples of it.</summary>
    public double Size => Options.FontSize;

    /// <summary>The size of the title's letters.</summary>
    public double TitleSize => Size * 1.25;

    /// <summary>The size of the small print.</summary>
    public double SmallSize => Size * 0.88;

    /// <summary>The distance of baselines, by the size of letters.</summary>
    public const double Leading = 1.3;

    /// <summary>The width of curves.</summary>
    public float LineWidth => (float)(Size * 0.15);

    /// <summary>The width of axes.</summary>
    public float HairWidth => (float)(Size * 0.075);

    /// <summary>A colour on this figure's ground.</summary>
    public Color Of(Tone tone) => Color.FromHex(Options.IsDark ? tone.Dark : tone.Light);

    /// <summary>The colour of the series at an index.</summary>
    public Color Of(ChartColor? color, int index) => Of(Tone.Of(color, index));
}
