using System.Text.Json.Nodes;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;

namespace Petuum.Lab.Specs.Keys;

/// <summary>
/// <c>generate: NAME</c>: the generator's options, and after them what all data have: what is held out, and a seed.
/// </summary>
internal sealed class GeneratedVariant : Variant<DataSpec>
{
    private readonly DataGenerator _generator;
    private readonly Section<GeneratedDataSpec> _common;
    private readonly string[] _commonKeys;

    public GeneratedVariant(DataGenerator generator)
        : base("generate", generator.Name)
    {
        _generator = generator;
        GeneratedDataSpec prototype = new() { Generator = generator, Options = "", TestShare = 0, Seed = 1 };
        List<Field<GeneratedDataSpec>> fields = [];
        if (generator.Splits)
        {
            fields.Add(DataKeys.Split<GeneratedDataSpec>((s, v) => s with { Split = v }));
        }

        if (generator.Kind != DataKind.Regression)
        {
            fields.Add(DataKeys.TestShare<GeneratedDataSpec>((s, v) => s with { TestShare = v }));
        }

        fields.Add(DataKeys.Seed<GeneratedDataSpec>((s, v) => s with { Seed = v }));
        _common = new Section<GeneratedDataSpec>(prototype, [.. fields]);
        _commonKeys = [.. fields.Select(field => field.Name), Key];
    }

    public override IReadOnlyList<OptionKey> Keys => [.. _generator.Keys, .. _common.Keys];

    public override DataSpec Read(OptionNode node)
    {
        object options = _generator.Read(node, _commonKeys);
        string[] known = [Key, .. _generator.Keys.Select(key => key.Name)];
        GeneratedDataSpec read = _common.Read(node, known) with { Options = options };
        if (read.Split >= read.Samples)
        {
            throw node.Find("split")!.Error(
                $"a split after {read.Split} of {read.Samples} samples", "write less than 'samples'");
        }

        return read;
    }

    public override OptionValue? Write(DataSpec value) =>
        value is not GeneratedDataSpec generated || generated.Generator != _generator
            ? null
            : new OptionValue.Map(
            [
                (Key, new OptionValue.Word(Word!)),
                .. _generator.Write(generated.Options),
                .. _common.WriteEntries(generated),
            ]);

    public override JsonObject Schema()
    {
        JsonObject schema = _generator.Schema((Key, new JsonObject { ["const"] = Word }));
        JsonObject properties = (JsonObject)schema["properties"]!;
        foreach ((string name, JsonNode? common) in (JsonObject)_common.Schema()["properties"]!)
        {
            properties[name] = common!.DeepClone();
        }

        return schema;
    }

    public override IEnumerable<string> KeysBelow(string prefix) =>
        _generator.KeysBelow(prefix).Concat(_common.KeysBelow(prefix));
}
