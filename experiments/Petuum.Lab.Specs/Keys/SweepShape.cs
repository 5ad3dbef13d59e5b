using System.Text.Json.Nodes;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Specs.Reading;
using YamlDotNet.RepresentationModel;

namespace Petuum.Lab.Specs.Keys;

/// <summary>A dimension of a sweep that is being read.</summary>
internal sealed record AxisNodes(string Key, IReadOnlyList<ValueNodes> Values);

/// <summary>A value of it: its text, and the nodes that it puts at keys.</summary>
internal sealed record ValueNodes(string Text, IReadOnlyList<(string Key, SpecNode Node)> Assignments);

/// <summary>
/// <c>sweep:</c> keys with lists of values, or with values by name; <c>cases:</c> has sections of several keys by name.
/// </summary>
internal sealed class SweepShape : Shape<ValueList<SweepAxis>>
{
    /// <summary>The axis whose values set several keys.</summary>
    public const string Cases = "cases";

    public override ValueList<SweepAxis> Read(OptionNode node) => [.. ReadNodes((SpecNode)node).Select(ToAxis)];

    /// <summary>The dimensions with their nodes, in file order.</summary>
    public static IReadOnlyList<AxisNodes> ReadNodes(SpecNode node)
    {
        List<AxisNodes> axes = [];
        foreach ((SpecNode name, SpecNode values) in node.SpecEntries())
        {
            if (name.Key != Cases)
            {
                RefuseUnknown(name);
            }

            ValueNodes[] read = name.Key == Cases ? [.. ReadCases(values)] : [.. ReadValues(name, values)];
            if (read.Length == 0)
            {
                throw values.Error($"'{name.Key}' is swept over no value", "list at least one, or remove it");
            }

            foreach (IGrouping<string, ValueNodes> same in read.GroupBy(value => value.Text).Where(
                group => group.Skip(1).Any()))
            {
                SpecNode second = same.ElementAt(1).Assignments[0].Node;
                throw second.Error($"'{name.Key}' is swept over {same.Key} twice", "list each value once");
            }

            axes.Add(new AxisNodes(name.Key, read));
        }

        return axes;
    }

    public override OptionValue? Write(ValueList<SweepAxis> value) => value.Count == 0
        ? null
        : new OptionValue.Map([.. value.Select(axis => (axis.Key, WriteAxis(axis)))]);

    public override JsonObject Schema()
    {
        JsonObject properties = new()
        {
            [Cases] = new JsonObject
            {
                ["description"] = "Cases by name, each with the keys it sets.",
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["type"] = "object" },
            },
        };
        foreach (string key in SpecKeys.Swept)
        {
            properties[key] = new JsonObject { ["type"] = new JsonArray("array", "object") };
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["patternProperties"] = new JsonObject
            {
                ["^consistency\\.tables\\."] = new JsonObject { ["type"] = new JsonArray("array", "object") },
            },
            ["additionalProperties"] = false,
        };
    }

    private static SweepAxis ToAxis(AxisNodes axis) => new(
        axis.Key,
        [
            .. axis.Values.Select(value => new SweepValue(
                value.Text,
                [.. value.Assignments.Select(
                    set => new SweepAssignment(set.Key, SpecTree.ToValue(set.Node.Yaml).ToFlow()))])),
        ]);

    private static OptionValue WriteAxis(SweepAxis axis)
    {
        if (axis.Key == Cases)
        {
            return new OptionValue.Map([.. axis.Values.Select(value => (value.Text, (OptionValue)new OptionValue.Map(
                [.. value.Assignments.Select(set => (set.Key, (OptionValue)new OptionValue.Flow(set.Yaml)))])))]);
        }

        return axis.Values.All(value => value.Text == LabelOf(value.Assignments[0].Yaml))
            ? new OptionValue.List([.. axis.Values.Select(value => new OptionValue.Flow(value.Assignments[0].Yaml))])
            : new OptionValue.Map([.. axis.Values.Select(
                value => (value.Text, (OptionValue)new OptionValue.Flow(value.Assignments[0].Yaml)))]);
    }

    private static IEnumerable<ValueNodes> ReadValues(SpecNode name, SpecNode values)
    {
        if (values.Yaml is YamlMappingNode)
        {
            foreach ((SpecNode label, SpecNode value) in values.SpecEntries())
            {
                yield return new ValueNodes(label.Key, [(name.Key, value)]);
            }
        }
        else
        {
            foreach (SpecNode value in values.Items())
            {
                yield return new ValueNodes(LabelOf(SpecTree.ToValue(value.Yaml).ToFlow()), [(name.Key, value)]);
            }
        }
    }

    private static IEnumerable<ValueNodes> ReadCases(SpecNode cases)
    {
        foreach ((SpecNode label, SpecNode keys) in cases.SpecEntries())
        {
            List<(string Key, SpecNode Node)> assignments = [];
            foreach ((SpecNode key, SpecNode value) in keys.SpecEntries())
            {
                RefuseUnknown(key);
                assignments.Add((key.Key, value));
            }

            if (assignments.Count == 0)
            {
                throw label.Error($"case '{label.Key}' sets nothing", "give it keys with values");
            }

            yield return new ValueNodes(label.Key, assignments);
        }
    }

    /// <summary>What columns say: the value in flow style, without the quotes of a text.</summary>
    private static string LabelOf(string flow) =>
        flow.Length >= 2 && flow[0] == '"' && flow[^1] == '"' && !flow.Contains('\\') ? flow[1..^1] : flow;

    private static void RefuseUnknown(SpecNode name)
    {
        string first = name.Key.Split('.')[0];
        if (first == "seed" || SpecKeys.NotSwept.Contains(first, StringComparer.Ordinal))
        {
            throw name.Error(
                $"'{OptionNode.Shorten(name.Key)}' cannot be swept",
                first is "seed" or "seeds" ? "list the seeds under 'seeds:'; every combination is run with each"
                    : "write it once, at the top");
        }

        if (!SpecKeys.Swept.Contains(name.Key, StringComparer.Ordinal) &&
            !name.Key.StartsWith("consistency.tables.", StringComparison.Ordinal) &&
            !name.Key.StartsWith("program.options.", StringComparison.Ordinal))
        {
            throw name.Error(
                $"a sweep over '{OptionNode.Shorten(name.Key)}', which is not a key",
                SpecKeys.Remedy("sweep", name.Key, SpecKeys.Swept));
        }
    }
}
