using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Experiments.Specs;
using Petuum.Lab.ScottPlot;

namespace Petuum.Lab.Experiments;

/// <content>Charts as PNG, in the configuration that has them.</content>
public static partial class Composition
{
    static partial void AddScottPlot(SortedDictionary<string, Func<IChartWriter>> writers) =>
        writers.Add(Png, () => ScottPlotChartWriter.HasFonts
            ? new ScottPlotChartWriter()
            : throw new SpecException(
                $"--charts {Png}", 0, "this machine has no font to write a chart's words with",
                $"install one, such as Liberation Sans or DejaVu Sans, or use --charts {Svg}"));
}
