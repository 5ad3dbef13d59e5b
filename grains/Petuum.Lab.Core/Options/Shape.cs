using System.Text.Json.Nodes;

namespace Petuum.Lab.Core.Options;

/// <summary>What a key's value may be: how it is read, written in canonical form, and described to editors.</summary>
public abstract class Shape<T>
{
    /// <summary>What it takes, for people: <c>a whole number from 1</c>.</summary>
    public virtual string Wants => "a section";

    /// <summary>Reads a value.</summary>
    /// <exception cref="OptionException">It is not one.</exception>
    public abstract T Read(OptionNode node);

    /// <summary>Its canonical form; null if it is left out.</summary>
    public abstract OptionValue? Write(T value);

    /// <summary>Its JSON schema.</summary>
    public abstract JsonObject Schema();

    /// <summary>
    /// What to do about a value that was not read but set in code; null if it is one that can be read.
    /// </summary>
    public virtual string? Refusal(T value) => null;

    /// <summary>The dotted keys below it, each after <paramref name="prefix"/>.</summary>
    public virtual IEnumerable<string> KeysBelow(string prefix) => [];
}

/// <summary>A value or the word that stands for none.</summary>
/// <param name="inner">The value.</param>
/// <param name="word">The word; null if none is expressed by leaving the key out.</param>
public sealed class MaybeValue<T>(Shape<T> inner, string? word) : Shape<T?>
    where T : struct
{
    /// <inheritdoc/>
    public override string Wants => Maybe.Wants(inner.Wants, word);

    /// <inheritdoc/>
    public override T? Read(OptionNode node) => Maybe.IsWord(node, word) ? null : Maybe.Read(inner, node, word);

    /// <inheritdoc/>
    public override OptionValue? Write(T? value) => value is { } given ? inner.Write(given) : Maybe.Word(word);

    /// <inheritdoc/>
    public override JsonObject Schema() => Maybe.Schema(inner.Schema(), word);

    /// <inheritdoc/>
    public override string? Refusal(T? value) => value is { } given ? inner.Refusal(given) : null;

    /// <inheritdoc/>
    public override IEnumerable<string> KeysBelow(string prefix) => inner.KeysBelow(prefix);
}

/// <summary>A value or the word that stands for none.</summary>
/// <param name="inner">The value.</param>
/// <param name="word">The word; null if none is expressed by leaving the key out.</param>
public sealed class MaybeReference<T>(Shape<T> inner, string? word) : Shape<T?>
    where T : class
{
    /// <inheritdoc/>
    public override string Wants => Maybe.Wants(inner.Wants, word);

    /// <inheritdoc/>
    public override T? Read(OptionNode node) => Maybe.IsWord(node, word) ? null : Maybe.Read(inner, node, word);

    /// <inheritdoc/>
    public override OptionValue? Write(T? value) => value is not null ? inner.Write(value) : Maybe.Word(word);

    /// <inheritdoc/>
    public override JsonObject Schema() => Maybe.Schema(inner.Schema(), word);

    /// <inheritdoc/>
    public override string? Refusal(T? value) => value is { } given ? inner.Refusal(given) : null;

    /// <inheritdoc/>
    public override IEnumerable<string> KeysBelow(string prefix) => inner.KeysBelow(prefix);
}

/// <summary>What both have in common.</summary>
internal static class Maybe
{
    private static readonly string[] Negations = ["no", "off", "false", "null", "~", "none", "never", "nothing"];

    public static string Wants(string inner, string? word) => word is null ? inner : $"'{word}' or {inner}";

    public static bool IsWord(OptionNode node, string? word) => word is not null && node.PlainText == word;

    public static T Read<T>(Shape<T> inner, OptionNode node, string? word)
    {
        try
        {
            return inner.Read(node);
        }
        catch (OptionException) when (word is not null && node.PlainText is { } text &&
            Negations.Contains(text.ToLowerInvariant(), StringComparer.Ordinal))
        {
            throw node.Error($"{node.Name} is '{node.PlainText}'", $"write '{word}' if there is none");
        }
    }

    public static OptionValue? Word(string? word) => word is null ? null : new OptionValue.Word(word);

    public static JsonObject Schema(JsonObject inner, string? word) =>
        word is null ? inner : new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = word }, inner) };
}

/// <summary>Values between brackets.</summary>
public sealed class ListOf<T>(Shape<T> item, int minimum, bool distinct = false) : Shape<ValueList<T>>
{
    /// <inheritdoc/>
    public override string Wants => $"a list, each {item.Wants}";

    /// <inheritdoc/>
    public override ValueList<T> Read(OptionNode node)
    {
        List<T> items = [];
        foreach (OptionNode child in node.Items())
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

    /// <inheritdoc/>
    public override string? Refusal(ValueList<T> value) => value.Count < minimum
        ? $"list at least {minimum}"
        : value.Select(item.Refusal).FirstOrDefault(refusal => refusal is not null);

    /// <inheritdoc/>
    public override OptionValue Write(ValueList<T> value) =>
        new OptionValue.List([.. value.Select(element => item.Write(element)!)]);

    /// <inheritdoc/>
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

/// <summary>A word for none, one element, or a list of several.</summary>
public sealed class OneOrMore<T>(Shape<T> item, string none) : Shape<ValueList<T>>
    where T : class
{
    private readonly ListOf<T> _list = new(item, 0);

    /// <inheritdoc/>
    public override string Wants => $"'{none}', {item.Wants}, or a list of them";

    /// <inheritdoc/>
    public override ValueList<T> Read(OptionNode node) =>
        Maybe.IsWord(node, none) ? [] : node.IsList ? _list.Read(node)
            : [Maybe.Read(item, node, none)];

    /// <inheritdoc/>
    public override OptionValue Write(ValueList<T> value) => value.Count switch
    {
        0 => new OptionValue.Word(none),
        1 => item.Write(value[0])!,
        _ => _list.Write(value),
    };

    /// <inheritdoc/>
    public override JsonObject Schema() => new()
    {
        ["anyOf"] = new JsonArray(new JsonObject { ["const"] = none }, item.Schema(), _list.Schema()),
    };

    /// <inheritdoc/>
    public override IEnumerable<string> KeysBelow(string prefix) => item.KeysBelow(prefix);
}
