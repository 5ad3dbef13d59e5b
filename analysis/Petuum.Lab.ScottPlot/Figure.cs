using Petuum.Lab.Analysis.Charts;
using ScottPlot;

namespace Petuum.Lab.ScottPlot;

/// <summary>Makes the plots of one kind of chart.</summary>
internal interface IFigureRenderer : IKindRenderer
{
    /// <summary>The plots of a chart that is not empty.</summary>
    Figure Render(Chart chart, FigureStyle style);
}

/// <summary>What a chart becomes: plots side by side, and one legend for all.</summary>
/// <param name="Panels">The plots from left to right.</param>
/// <param name="Legend">What the colours mean; empty where names stand at the curves themselves.</param>
internal sealed record Figure(IReadOnlyList<FigurePanel> Panels, IReadOnlyList<LegendEntry> Legend) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FigurePanel panel in Panels)
        {
            panel.Plot.Dispose();
        }
    }
}

/// <summary>One plot.</summary>
/// <param name="Plot">The plot.</param>
/// <param name="Title">What stands above it; empty for a figure of one plot.</param>
/// <param name="Ends">Names right of it, at the ends of curves.</param>
internal sealed record FigurePanel(Plot Plot, string Title, IReadOnlyList<EndLabel> Ends)
{
    /// <summary>A plot without names at ends.</summary>
    public FigurePanel(Plot plot, string title = "")
        : this(plot, title, [])
    {
    }
}

/// <summary>A name in the legend.</summary>
internal readonly record struct LegendEntry(string Name, Color Color);

/// <summary>A name right of a plot, beside a height of its vertical axis.</summary>
internal readonly record struct EndLabel(string Name, Color Color, double Y);
