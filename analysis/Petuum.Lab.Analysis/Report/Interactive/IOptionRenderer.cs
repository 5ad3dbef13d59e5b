using System.Text.Json.Nodes;
using Petuum.Lab.Analysis.Charts;

namespace Petuum.Lab.Analysis.Report.Interactive;

/// <summary>Renders a kind of chart for the page: as the option that Apache ECharts draws. See README.md.</summary>
internal interface IOptionRenderer : IKindRenderer
{
    /// <summary>The option of a chart that is not empty.</summary>
    JsonObject Render(Chart chart);
}

/// <summary>A renderer of one kind.</summary>
internal abstract class OptionRenderer<TChart> : IOptionRenderer
    where TChart : Chart
{
    /// <inheritdoc/>
    public Type Kind => typeof(TChart);

    /// <inheritdoc/>
    public JsonObject Render(Chart chart) => Render((TChart)chart);

    /// <summary>The option of a chart that is not empty.</summary>
    protected abstract JsonObject Render(TChart chart);
}
