using System.Text.Json.Nodes;
using Petuum.Lab.Analysis.Charts;

namespace Petuum.Lab.Analysis.Report.Interactive;

/// <summary>
/// The parts that options are made of. What stands under <c>lab</c> is read by charts.js, which fills in data, colours
/// and positions; the rest is ECharts' own. README.md says what there is.
/// </summary>
internal static class Parts
{
    /// <summary>A numeric axis, with what it has to show on a linear and on a log scale.</summary>
    /// <param name="axis">What it shows.</param>
    /// <param name="rangeOn">The range on a scale; null if nothing can be shown on that scale.</param>
    /// <param name="panel">The panel that it belongs to.</param>
    /// <param name="tight">Whether it ends with the data, not with the next round number.</param>
    public static JsonObject Numeric(
        Axis axis, Func<AxisScale, AxisRange?> rangeOn, int panel = 0, bool tight = false)
    {
        AxisRange? linear = rangeOn(AxisScale.Linear);
        (double divisor, string unit) = Quantity.Prefixed(
            axis.Unit, linear is { } range ? Math.Max(Math.Abs(range.Min), Math.Abs(range.Max)) : 0);
        return new JsonObject
        {
            ["type"] = "value",
            ["gridIndex"] = panel,
            ["name"] = unit.Length == 0 ? axis.Label : axis.Label.Length == 0 ? unit : $"{axis.Label} ({unit})",
            ["minInterval"] = axis.IsWhole ? 1 : 0,
            ["lab"] = new JsonObject
            {
                ["divisor"] = divisor,
                ["isLog"] = axis.Scale == AxisScale.Log10,
                ["isTight"] = tight,
                ["fixed"] = new JsonArray(axis.Min is not null, axis.Max is not null),
                ["linear"] = Range(linear),
                ["log"] = Range(rangeOn(AxisScale.Log10)),
            },
        };
    }

    /// <summary>An axis of names.</summary>
    public static JsonObject Names(string label, IEnumerable<string> names, int panel = 0) => new()
    {
        ["type"] = "category",
        ["gridIndex"] = panel,
        ["name"] = label,
        ["data"] = Texts(names),
    };

    /// <summary>A series: which rows of the chart's table it shows, and which columns of them.</summary>
    /// <param name="type">ECharts' type of series.</param>
    /// <param name="key">The entry of the legend that switches it.</param>
    /// <param name="panel">The panel, with its axes.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">The columns that give its coordinates.</param>
    public static JsonObject Series(
        string type, int key, int panel, IEnumerable<int> rows, params ReadOnlySpan<int> columns)
    {
        var columnList = new JsonArray();
        foreach (int column in columns)
        {
            columnList.Add((JsonNode)column);
        }

        return new JsonObject
        {
            ["type"] = type,
            ["xAxisIndex"] = panel,
            ["yAxisIndex"] = panel,
            ["lab"] = new JsonObject { ["key"] = key, ["rows"] = Rows([.. rows]), ["columns"] = columnList },
        };
    }

    /// <summary>Puts places on axes of names before the columns: a list for each such axis, an entry per row.</summary>
    public static JsonObject At(this JsonObject series, params ReadOnlySpan<IEnumerable<int>> places)
    {
        var lists = new JsonArray();
        foreach (IEnumerable<int> place in places)
        {
            lists.Add((JsonNode)Numbers(place));
        }

        series["lab"]!["at"] = lists;
        return series;
    }

    /// <summary>Has charts.js draw the series' items itself.</summary>
    public static JsonObject Drawn(this JsonObject series, string shape, JsonObject? with = null)
    {
        series["type"] = "custom";
        series["lab"]!["shape"] = shape;
        series["lab"]!["with"] = with ?? [];
        return series;
    }

    /// <summary>Adds members to a series or an axis.</summary>
    public static JsonObject With(this JsonObject part, params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        foreach ((string name, JsonNode? value) in members)
        {
            part[name] = value;
        }

        return part;
    }

    /// <summary>An entry of the legend.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="dash">The dash of a line; null for an area.</param>
    public static JsonObject Key(string name, string color, JsonNode? dash = null) => new()
    {
        ["name"] = name,
        ["color"] = color,
        ["dash"] = dash,
    };

    /// <summary>A colour of the palette, for charts.js to look up on a light or a dark ground.</summary>
    public static string Color(ChartColor? color, int index) => "@" + Tone.Of(color, index).Name;

    /// <summary>The dash that is asked for; when the palette starts again, lines without one get dashes.</summary>
    public static LineDash Dash(LineStyle style, int index) =>
        style.Dash == LineDash.Solid && style.Color is null
            ? (LineDash)(index / Tone.PaletteSize % Enum.GetValues<LineDash>().Length)
            : style.Dash;

    /// <summary>The name of a dash in ECharts.</summary>
    public static JsonNode DashNode(LineDash dash) => dash switch
    {
        LineDash.Dashed => "dashed",
        LineDash.Dotted => "dotted",
        LineDash.DashDot => new JsonArray(8, 4, 2, 4),
        _ => "solid",
    };

    /// <summary>A list of numbers.</summary>
    public static JsonArray Numbers(IEnumerable<int> numbers) => [.. numbers.Select(number => (JsonNode)number)];

    /// <summary>A list of texts.</summary>
    public static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    /// <summary>A number, or null where JSON has none.</summary>
    public static JsonNode? Number(double? value) => value is { } known && double.IsFinite(known) ? known : null;

    /// <summary>Rows in a row as their first and their number, others one by one.</summary>
    private static JsonNode Rows(int[] rows)
    {
        bool inARow = rows.Length > 0 && rows[^1] - rows[0] == rows.Length - 1;
        return inARow
            ? new JsonObject { ["from"] = rows[0], ["count"] = rows.Length }
            : Numbers(rows);
    }

    private static JsonNode? Range(AxisRange? range) =>
        range is { } known ? new JsonArray(Number(known.Min), Number(known.Max)) : null;
}
