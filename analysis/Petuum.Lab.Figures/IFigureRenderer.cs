using Petuum.Lab.Analysis.Charts;

namespace Petuum.Lab.Figures;

/// <summary>Draws one kind of chart (see <see cref="ChartKinds{TRenderer}"/>).</summary>
internal interface IFigureRenderer : IKindRenderer
{
    /// <summary>Adds legend and plots to a figure; the chart is not empty.</summary>
    void Draw(Chart chart, Figure figure);
}
