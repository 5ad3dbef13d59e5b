using System.Globalization;
using System.Text.Json.Nodes;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>A staleness: a whole number, or <c>unbounded</c>.</summary>
internal sealed class StalenessShape : Shape<Staleness>
{
    public override Staleness Read(OptionNode node)
    {
        string text = Scalars.PlainTextOf(node, "a staleness");
        return text == Staleness.UnboundedWord ? Staleness.Unbounded
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int bound) ? new Staleness(bound)
            : throw node.Error(
                $"{node.Name} is {node.Describe()}", "write 0, a whole number such as 4, or 'unbounded'");
    }

    public override OptionValue Write(Staleness value) =>
        new OptionValue.Word(value.ToString(), IsNumber: value.Bound is not null);

    public override JsonObject Schema() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
            new JsonObject { ["const"] = Staleness.UnboundedWord }),
    };
}
