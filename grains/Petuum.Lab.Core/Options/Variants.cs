using System.Text.Json.Nodes;
using Petuum.Lab.Experiments.Specs.Reading;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>A section whose keys depend on one of them: programs, generators, stragglers.</summary>
/// <param name="what">What one is called in messages: <c>program</c>.</param>
/// <param name="variants">The kinds there are.</param>
internal sealed class Variants<T>(string what, params Variant<T>[] variants) : Shape<T>
    where T : class
{
    /// <summary>The kinds.</summary>
    public IReadOnlyList<Variant<T>> All => variants;

    public override T Read(SpecNode node)
    {
        _ = node.Entries().Count();
        foreach (Variant<T> variant in variants)
        {
            if (node.Find(variant.Key) is { } chosen && variant.Matches(chosen))
            {
                return variant.Read(node);
            }
        }

        foreach (string key in variants.Select(variant => variant.Key).Distinct(StringComparer.Ordinal))
        {
            if (node.Find(key) is { } chosen)
            {
                string[] words =
                [
                    .. variants.Where(variant => variant.Key == key).Select(variant => variant.Word).OfType<string>(),
                ];
                string text = Scalars.TextOf(chosen);
                throw chosen.Error($"there is no {what} '{SpecNode.Shorten(text)}'", Suggestions.Among(text, words));
            }
        }

        IEnumerable<string> choices = variants.Select(
            variant => variant.Word is null ? $"'{variant.Key}:'" : $"'{variant.Key}: {variant.Word}'");
        throw node.Error($"{node.Name} does not say which {what} it is", $"add {string.Join(" or ", choices)}");
    }

    public override SpecValue Write(T value) =>
        variants.Select(variant => variant.Write(value)).First(written => written is not null)!;

    public override JsonObject Schema() => new()
    {
        ["oneOf"] = new JsonArray([.. variants.Select(variant => (JsonNode)variant.Schema())]),
    };

    public override IEnumerable<string> KeysBelow(string prefix) => variants
        .SelectMany(variant => variant.KeysBelow(prefix).Prepend(prefix + variant.Key))
        .Distinct(StringComparer.Ordinal);
}

/// <summary>One kind of a section.</summary>
/// <param name="key">The key that tells it.</param>
/// <param name="word">Its value; null if the key's presence tells.</param>
internal abstract class Variant<T>(string key, string? word)
{
    public string Key { get; } = key;

    public string? Word { get; } = word;

    /// <summary>Whether the key's value tells this kind.</summary>
    public virtual bool Matches(SpecNode chosen) => Word is null || Scalars.TextOf(chosen) == Word;

    public abstract T Read(SpecNode node);

    /// <summary>Null if the value is of another kind.</summary>
    public abstract SpecValue? Write(T value);

    public abstract JsonObject Schema();

    public abstract IEnumerable<string> KeysBelow(string prefix);

    /// <summary>Its keys with what they say, in canonical order, and whether they are switches.</summary>
    public abstract IReadOnlyList<(string Name, string Says, bool IsSwitch)> Keys { get; }
}

/// <summary>One kind of a section, read into a type of its own.</summary>
/// <param name="key">The key that tells it.</param>
/// <param name="word">Its value; null if the key's presence tells, or <paramref name="matches"/>.</param>
/// <param name="section">The keys.</param>
/// <param name="matches">Which values tell it, where that is not one word.</param>
internal sealed class Variant<T, TCase>(
    string key, string? word, Section<TCase> section, Predicate<string>? matches = null) : Variant<T>(key, word)
    where TCase : class, T
{
    public override bool Matches(SpecNode chosen) =>
        matches is null ? base.Matches(chosen) : matches(Scalars.TextOf(chosen));

    public override T Read(SpecNode node) => section.Read(node, Word is null ? null : Key);

    public override SpecValue? Write(T value)
    {
        if (value is not TCase ofThisKind)
        {
            return null;
        }

        List<(string Key, SpecValue Value)> entries = section.WriteEntries(ofThisKind);
        if (Word is not null)
        {
            entries.Insert(0, (Key, new SpecValue.Word(Word)));
        }

        return new SpecValue.Map(entries);
    }

    public override JsonObject Schema() =>
        section.Schema(Word is null ? null : (Key, new JsonObject { ["const"] = Word }));

    public override IEnumerable<string> KeysBelow(string prefix) => section.KeysBelow(prefix);

    public override IReadOnlyList<(string Name, string Says, bool IsSwitch)> Keys => section.Keys;
}
