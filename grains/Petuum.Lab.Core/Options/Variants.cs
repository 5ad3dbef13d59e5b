using System.Text.Json.Nodes;

namespace Petuum.Lab.Core.Options;

/// <summary>A section whose keys depend on one of them: programs, generators, stragglers.</summary>
/// <param name="what">What one is called in messages: <c>program</c>.</param>
/// <param name="variants">The kinds there are.</param>
public sealed class Variants<T>(string what, params Variant<T>[] variants) : Shape<T>
    where T : class
{
    /// <summary>The kinds.</summary>
    public IReadOnlyList<Variant<T>> All => variants;

    /// <inheritdoc/>
    public override T Read(OptionNode node)
    {
        _ = node.Entries().Count();
        foreach (Variant<T> variant in variants)
        {
            if (variant.Matches(node))
            {
                return variant.Read(node);
            }
        }

        foreach (IGrouping<string, Variant<T>> told in variants
            .GroupBy(variant => variant.Key, StringComparer.Ordinal)
            .OrderByDescending(same => same.Count()))
        {
            if (node.Find(told.Key) is { } chosen)
            {
                string[] words = [.. told.Select(variant => variant.Word).OfType<string>()];
                string text = Scalars.TextOf(chosen);
                throw chosen.Error($"there is no {what} '{OptionNode.Shorten(text)}'", Suggestions.Among(text, words));
            }
        }

        IEnumerable<string> choices = variants.Select(
            variant => variant.Word is null ? $"'{variant.Key}:'" : $"'{variant.Key}: {variant.Word}'");
        throw node.Error($"{node.Name} does not say which {what} it is", $"add {string.Join(" or ", choices)}");
    }

    /// <inheritdoc/>
    public override OptionValue Write(T value) =>
        variants.Select(variant => variant.Write(value)).First(written => written is not null)!;

    /// <inheritdoc/>
    public override JsonObject Schema() => new()
    {
        ["oneOf"] = new JsonArray([.. variants.Select(variant => (JsonNode)variant.Schema())]),
    };

    /// <inheritdoc/>
    public override IEnumerable<string> KeysBelow(string prefix) => variants
        .SelectMany(variant => variant.KeysBelow(prefix).Prepend(prefix + variant.Key))
        .Distinct(StringComparer.Ordinal);
}

/// <summary>One kind of a section.</summary>
/// <param name="key">The key that tells it.</param>
/// <param name="word">Its value; null if the key's presence tells.</param>
public abstract class Variant<T>(string key, string? word)
{
    /// <summary>The key that tells it.</summary>
    public string Key { get; } = key;

    /// <summary>The value that tells it; null if the key's presence does.</summary>
    public string? Word { get; } = word;

    /// <summary>Whether a section is of this kind.</summary>
    public virtual bool Matches(OptionNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Find(Key) is { } chosen && (Word is null || Scalars.TextOf(chosen) == Word);
    }

    /// <summary>Reads a section of this kind.</summary>
    /// <exception cref="OptionException">A key or value is wrong.</exception>
    public abstract T Read(OptionNode node);

    /// <summary>Null if the value is of another kind.</summary>
    public abstract OptionValue? Write(T value);

    /// <summary>Its JSON schema.</summary>
    public abstract JsonObject Schema();

    /// <summary>The dotted keys below it, each after <paramref name="prefix"/>.</summary>
    public abstract IEnumerable<string> KeysBelow(string prefix);

    /// <summary>Its keys, in canonical order.</summary>
    public abstract IReadOnlyList<OptionKey> Keys { get; }
}

/// <summary>One kind of a section, read into a type of its own.</summary>
/// <param name="key">The key that tells it.</param>
/// <param name="word">Its value; null if the key's presence tells.</param>
/// <param name="section">The keys.</param>
public sealed class Variant<T, TCase>(
    string key, string? word, Section<TCase> section) : Variant<T>(key, word)
    where TCase : class, T
{
    /// <inheritdoc/>
    public override T Read(OptionNode node) => section.Read(node, Word is null ? [] : [Key]);

    /// <inheritdoc/>
    public override OptionValue? Write(T value)
    {
        if (value is not TCase ofThisKind)
        {
            return null;
        }

        List<(string Key, OptionValue Value)> entries = section.WriteEntries(ofThisKind);
        if (Word is not null)
        {
            entries.Insert(0, (Key, new OptionValue.Word(Word)));
        }

        return new OptionValue.Map(entries);
    }

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        section.Schema(Word is null ? [] : [(Key, new JsonObject { ["const"] = Word })]);

    /// <inheritdoc/>
    public override IEnumerable<string> KeysBelow(string prefix) => section.KeysBelow(prefix);

    /// <inheritdoc/>
    public override IReadOnlyList<OptionKey> Keys => section.Keys;
}
