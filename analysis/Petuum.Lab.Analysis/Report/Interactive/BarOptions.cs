using System.Text.Json.Nodes;
using Petuum.Lab.Analysis.Charts;

namespace Petuum.Lab.Analysis.Report.Interactive;

/// <summary>
/// Stacked and grouped bars with whiskers, in panels. Long names read better beside bars that lie.
/// </summary>
internal sealed class BarOptions : OptionRenderer<StackedBarChart>
{
    private const int ShortName = 14;

    /// <inheritdoc/>
    protected override JsonObject Render(StackedBarChart chart)
    {
        (string Name, IReadOnlyList<BarGroup> Groups)[] panels = [.. chart.Panels];
        int slots = chart.Groups.Max(group => group.Bars.Count);
        bool lies = slots <= 1 && panels.Length == 1 && chart.Groups.Count > 2
            && chart.Groups.Any(group => group.Name.Length > ShortName);
        var names = new JsonArray();
        var values = new JsonArray();
        var series = new JsonArray();
        AxisRange? range = AxisRange.Of(
            chart.Value, [0, .. chart.Groups.SelectMany(group => group.Bars).SelectMany(Heights)]);
        for (int panel = 0; panel < panels.Length; panel++)
        {
            JsonObject axis = Parts.Names(chart.CategoryLabel, panels[panel].Groups.Select(group => group.Name), panel);
            names.Add((JsonNode)(lies ? axis.With(("inverse", true)) : axis));
            values.Add((JsonNode)Parts.Numeric(
                chart.Value, scale => scale == AxisScale.Linear ? range : null, panel));
            (BarGroup Group, Bar Bar, int Category, int Slot, int Row)[] bars = [.. Bars(chart, panels[panel].Groups)];
            for (int slot = 0; slot < slots; slot++)
            {
                AddSlot(series, chart, panel, [.. bars.Where(bar => bar.Slot == slot)], slots, lies);
            }
        }

        return new JsonObject
        {
            ["hover"] = "row",
            ["keys"] = new JsonArray([.. chart.Parts.Select(
                (part, index) => Parts.Key(part.Name, Parts.Color(part.Color, index)))]),
            ["panels"] = Parts.Texts(panels.Select(panel => panel.Name)),
            ["lies"] = lies,
            ["option"] = new JsonObject
            {
                ["xAxis"] = lies ? values : names,
                ["yAxis"] = lies ? names : values,
                ["series"] = series,
            },
        };
    }

    /// <summary>The bars that stand at one place of their groups: a series per part, whiskers, names below.</summary>
    private static void AddSlot(
        JsonArray series,
        StackedBarChart chart,
        int panel,
        (BarGroup Group, Bar Bar, int Category, int Slot, int Row)[] bars,
        int slots,
        bool lies)
    {
        if (bars.Length == 0)
        {
            return;
        }

        int slot = bars[0].Slot;
        int[] rows = [.. bars.Select(bar => bar.Row)];
        int[] categories = [.. bars.Select(bar => bar.Category)];
        int first = chart.Groups.Any(group => group.Panel.Length > 0) ? 3 : 2;
        for (int part = 0; part < chart.Parts.Count; part++)
        {
            JsonObject stacked = Parts.Series("bar", part, panel, rows, first + part).At(categories).With(
                ("stack", $"{panel}-{slot}"), ("color", Parts.Color(chart.Parts[part].Color, part)));
            stacked["lab"]!["lies"] = lies;
            series.Add((JsonNode)stacked);
        }

        var with = new JsonObject { ["slot"] = slot, ["slots"] = slots, ["lies"] = lies };
        if (bars.Any(bar => bar.Bar.TotalLow is not null && bar.Bar.TotalHigh is not null))
        {
            int low = first + chart.Parts.Count;
            series.Add((JsonNode)Parts.Series("custom", -1, panel, rows, low, low + 1).At(categories)
                .Drawn("whisker", (JsonObject)with.DeepClone()).With(("color", "@ink"), ("silent", true), ("z", 5)));
        }

        if (bars.Any(bar => bar.Bar.Name.Length > 0))
        {
            with["names"] = Parts.Texts(bars.Select(bar => bar.Bar.Name));
            series.Add((JsonNode)Parts.Series("custom", -1, panel, rows).At(categories)
                .Drawn("name", with).With(("color", "@muted"), ("silent", true), ("clip", false)));
        }
    }

    private static IEnumerable<(BarGroup Group, Bar Bar, int Category, int Slot, int Row)> Bars(
        StackedBarChart chart, IReadOnlyList<BarGroup> panel)
    {
        int row = 0;
        int category = 0;
        foreach (BarGroup group in chart.Groups)
        {
            bool isHere = category < panel.Count && ReferenceEquals(group, panel[category]);
            for (int slot = 0; slot < group.Bars.Count; slot++, row++)
            {
                if (isHere)
                {
                    yield return (group, group.Bars[slot], category, slot, row);
                }
            }

            category += isHere ? 1 : 0;
        }
    }

    private static IEnumerable<double> Heights(Bar bar) =>
        [bar.Values.Where(StackedBarChart.HasHeight).Sum(), bar.TotalHigh ?? 0];
}
