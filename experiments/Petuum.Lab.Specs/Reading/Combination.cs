using Petuum.Lab.Core.Options;
using Petuum.Lab.Specs.Keys;
using YamlDotNet.RepresentationModel;

namespace Petuum.Lab.Specs.Reading;

/// <summary>One combination of swept values.</summary>
internal sealed class Combination(IReadOnlyList<(string Axis, ValueNodes Value)> values)
{
    private const int CountMax = 10_000;

    /// <summary>The swept values for columns and labels.</summary>
    public ValueList<NamedText> Swept => [.. values.Select(value => new NamedText(value.Axis, value.Value.Text))];

    /// <summary>All combinations; the last axis changes fastest. One without values if there is no axis.</summary>
    public static IReadOnlyList<Combination> Product(IReadOnlyList<AxisNodes> axes, SpecNode whole)
    {
        double count = axes.Aggregate(1.0, (product, axis) => product * axis.Values.Count);
        if (count > CountMax)
        {
            throw whole.Find("sweep")!.Error($"a sweep of {count} combinations", $"sweep over at most {CountMax}");
        }

        List<IReadOnlyList<(string Axis, ValueNodes Value)>> product = [[]];
        foreach (AxisNodes axis in axes)
        {
            product = [.. product.SelectMany(before => axis.Values.Select(value =>
                (IReadOnlyList<(string Axis, ValueNodes Value)>)[.. before, (axis.Key, value)]))];
        }

        return [.. product.Select(combination => new Combination(combination))];
    }

    /// <summary>
    /// What the whole spec stands for: the first values of keys that every value of their axis sets. Keys that only
    /// some
    /// cases set keep the spec's own values, which the other cases have.
    /// </summary>
    public static Combination Base(IReadOnlyList<AxisNodes> axes) => new(
        [
            .. axes.Select(axis => (axis.Key, axis.Values[0] with
            {
                Assignments =
                [
                    .. axis.Values[0].Assignments.Where(first =>
                        axis.Values.All(value => value.Assignments.Any(set => set.Key == first.Key))),
                ],
            })),
        ]);

    /// <summary>The spec with these values in place, in file order.</summary>
    public SpecNode Apply(SpecNode whole)
    {
        YamlMappingNode root = (YamlMappingNode)whole.Yaml;
        foreach ((string key, SpecNode node) in values.SelectMany(value => value.Value.Assignments))
        {
            whole.Context.PutOne(node.Yaml, node.Place);
            root = SpecTree.With(root, key, node.Yaml, node.Place, whole.Context);
        }

        return new SpecNode(root, "", whole.Context, whole.Place);
    }

    /// <summary>"policy asp, staleness 4".</summary>
    public string Describe() => string.Join(", ", values.Select(value => $"{value.Axis} {value.Value.Text}"));

    /// <summary>A mistake of this combination, at its last value.</summary>
    public SpecException Error(string problem, string remedy) =>
        values[^1].Value.Assignments[0].Node.Error(problem, remedy);
}
