using System.Text.Json.Nodes;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Specs.Reading;

namespace Petuum.Lab.Specs.Keys;

/// <summary>Texts by names: whatever scalar stands there is taken as written.</summary>
internal sealed class NamedTexts : Shape<ValueList<NamedText>>
{
    public override ValueList<NamedText> Read(OptionNode node)
    {
        List<NamedText> texts = [];
        foreach ((OptionNode name, OptionNode value) in node.Entries())
        {
            texts.Add(new NamedText(name.Key, Scalars.TextOf(value)));
        }

        return [.. texts];
    }

    public override OptionValue Write(ValueList<NamedText> value) => new OptionValue.Map(
        [.. value.Select(text => (text.Name, (OptionValue)new OptionValue.Text(text.Text)))]);

    public override JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
    };
}

/// <summary>Values of any kind by names, kept in flow style.</summary>
internal sealed class NamedFlows : Shape<ValueList<NamedText>>
{
    public override ValueList<NamedText> Read(OptionNode node) =>
        [.. node.Entries().Select(entry => new NamedText(entry.Name.Key,
            SpecTree.ToValue(((SpecNode)entry.Value).Yaml).ToFlow()))];

    public override OptionValue Write(ValueList<NamedText> value) => new OptionValue.Map(
        [.. value.Select(flow => (flow.Name, (OptionValue)new OptionValue.Flow(flow.Text)))]);

    public override JsonObject Schema() => new() { ["type"] = "object" };
}
