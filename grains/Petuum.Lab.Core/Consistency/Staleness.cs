using System.Globalization;
using System.Text.Json.Nodes;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Core.Consistency;

/// <summary>A staleness in three readable words: <c>0</c>, <c>4</c>, <c>unbounded</c>.</summary>
/// <param name="Bound">s, at least 0; null is unbounded.</param>
public readonly record struct Staleness(int? Bound)
{
    /// <summary>The word for no bound.</summary>
    public const string UnboundedWord = "unbounded";

    /// <summary>No bound.</summary>
    public static Staleness Unbounded => new(null);

    /// <summary>The word.</summary>
    public override string ToString() => Bound?.ToString(CultureInfo.InvariantCulture) ?? UnboundedWord;
}

/// <summary>How a staleness is written.</summary>
public sealed class StalenessShape : Shape<Staleness>
{
    /// <inheritdoc/>
    public override string Wants => "0, a whole number such as 4, or 'unbounded'";

    /// <inheritdoc/>
    public override Staleness Read(OptionNode node)
    {
        string text = Scalars.PlainTextOf(node, "a staleness");
        return text == Staleness.UnboundedWord ? Staleness.Unbounded
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int bound) ? new Staleness(bound)
            : throw node.Error($"{node.Name} is {node.Describe()}", $"write {Wants}");
    }

    /// <inheritdoc/>
    public override OptionValue Write(Staleness value) =>
        new OptionValue.Word(value.ToString(), IsNumber: value.Bound is not null);

    /// <inheritdoc/>
    public override JsonObject Schema() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
            new JsonObject { ["const"] = Staleness.UnboundedWord }),
    };
}
