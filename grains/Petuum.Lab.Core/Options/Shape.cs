using System.Text.Json.Nodes;
using Petuum.Lab.Experiments.Specs.Reading;
using YamlDotNet.RepresentationModel;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>What a key's value may be: how it is read, written in canonical form, and described to editors.</summary>
internal abstract class Shape<T>
{
    /// <summary>Reads a value.</summary>
    /// <exception cref="SpecException">It is not one.</exception>
    public abstract T Read(SpecNode node);

    /// <summary>Its canonical form; null if it is left out.</summary>
    public abstract SpecValue? Write(T value);

    /// <summary>Its JSON schema.</summary>
    public abstract JsonObject Schema();

    /// <summary>The dotted keys below it, each after <paramref name="prefix"/>.</summary>
    public virtual IEnumerable<string> KeysBelow(string prefix) => [];
}

/// <summary>A value or the word that stands for none.</summary>
/// <param name="inner">The value.</param>
/// <param name="word">The word; null if none is expressed by leaving the key out.</param>
internal sealed class MaybeValue<T>(Shape<T> inner, string? word) : Shape<T?>
    where T : struct
{
    public override T? Read(SpecNode node) => Maybe.IsWord(node, word) ? null : Maybe.Read(inner, node, word);

    public override SpecValue? Write(T? value) => value is { } given ? inner.Write(given) : Maybe.Word(word);

    public override JsonObject Schema() => Maybe.Schema(inner.Schema(), word);

    public override IEnumerable<string> KeysBelow(string prefix) => inner.KeysBelow(prefix);
}

/// <summary>A value or the word that stands for none.</summary>
/// <param name="inner">The value.</param>
/// <param name="word">The word; null if none is expressed by leaving the key out.</param>
internal sealed class MaybeReference<T>(Shape<T> inner, string? word) : Shape<T?>
    where T : class
{
    public override T? Read(SpecNode node) => Maybe.IsWord(node, word) ? null : Maybe.Read(inner, node, word);

    public override SpecValue? Write(T? value) => value is not null ? inner.Write(value) : Maybe.Word(word);

    public override JsonObject Schema() => Maybe.Schema(inner.Schema(), word);

    public override IEnumerable<string> KeysBelow(string prefix) => inner.KeysBelow(prefix);
}

/// <summary>What both have in common.</summary>
internal static class Maybe
{
    private static readonly string[] Negations = ["no", "off", "false", "null", "~", "none", "never", "nothing"];

    public static bool IsWord(SpecNode node, string? word) => word is not null && node.PlainText == word;

    public static T Read<T>(Shape<T> inner, SpecNode node, string? word)
    {
        try
        {
            return inner.Read(node);
        }
        catch (SpecException) when (word is not null && node.PlainText is { } text &&
            Negations.Contains(text.ToLowerInvariant(), StringComparer.Ordinal))
        {
            throw node.Error($"{node.Name} is '{node.PlainText}'", $"write '{word}' if there is none");
        }
    }

    public static SpecValue? Word(string? word) => word is null ? null : new SpecValue.Word(word);

    public static JsonObject Schema(JsonObject inner, string? word) =>
        word is null ? inner : new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = word }, inner) };
}

/// <summary>Values between brackets.</summary>
internal sealed class ListOf<T>(Shape<T> item, int minimum, bool distinct = false) : Shape<SpecList<T>>
{
    public override SpecList<T> Read(SpecNode node)
    {
        List<T> items = [];
        foreach (SpecNode child in node.Items())
        {
            T value = item.Read(child);
            if (distinct && items.Contains(value))
            {
                throw child.Error($"{value} is twice in {node.Name}", "list each once");
            }

            items.Add(value);
        }

        return items.Count >= minimum
            ? [.. items]
            : throw node.Error($"{node.Name} has {items.Count} values", $"list at least {minimum}");
    }

    public override SpecValue Write(SpecList<T> value) =>
        new SpecValue.List([.. value.Select(element => item.Write(element)!)]);

    public override JsonObject Schema()
    {
        JsonObject schema = new() { ["type"] = "array", ["items"] = item.Schema() };
        if (minimum > 0)
        {
            schema["minItems"] = minimum;
        }

        return schema;
    }
}

/// <summary>Texts by names: whatever scalar stands there is taken as written.</summary>
internal sealed class NamedTexts : Shape<SpecList<NamedText>>
{
    public override SpecList<NamedText> Read(SpecNode node)
    {
        List<NamedText> texts = [];
        foreach ((SpecNode name, SpecNode value) in node.Entries())
        {
            texts.Add(new NamedText(name.Key, Scalars.TextOf(value)));
        }

        return [.. texts];
    }

    public override SpecValue Write(SpecList<NamedText> value) => new SpecValue.Map(
        [.. value.Select(text => (text.Name, (SpecValue)new SpecValue.Text(text.Text)))]);

    public override JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
    };
}

/// <summary>A word for none, one element, or a list of several.</summary>
internal sealed class OneOrMore<T>(Shape<T> item, string none) : Shape<SpecList<T>>
    where T : class
{
    private readonly ListOf<T> _list = new(item, 0);

    public override SpecList<T> Read(SpecNode node) =>
        Maybe.IsWord(node, none) ? [] : node.Yaml is YamlSequenceNode ? _list.Read(node)
            : [Maybe.Read(item, node, none)];

    public override SpecValue Write(SpecList<T> value) => value.Count switch
    {
        0 => new SpecValue.Word(none),
        1 => item.Write(value[0])!,
        _ => _list.Write(value),
    };

    public override JsonObject Schema() => new()
    {
        ["anyOf"] = new JsonArray(new JsonObject { ["const"] = none }, item.Schema(), _list.Schema()),
    };

    public override IEnumerable<string> KeysBelow(string prefix) => item.KeysBelow(prefix);
}

/// <summary>Values of any kind by names, kept in flow style.</summary>
internal sealed class NamedFlows : Shape<SpecList<NamedText>>
{
    public override SpecList<NamedText> Read(SpecNode node) =>
        [.. node.Entries().Select(entry => new NamedText(entry.Name.Key, SpecTree.ToValue(entry.Value.Yaml).ToFlow()))];

    public override SpecValue Write(SpecList<NamedText> value) => new SpecValue.Map(
        [.. value.Select(flow => (flow.Name, (SpecValue)new SpecValue.Flow(flow.Text)))]);

    public override JsonObject Schema() => new() { ["type"] = "object" };
}
