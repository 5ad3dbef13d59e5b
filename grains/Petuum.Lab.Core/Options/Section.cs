using System.Text.Json.Nodes;
using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Core.Options;

/// <summary>A mapping of known keys, read into a record.</summary>
/// <param name="prototype">The record with the default of every key that need not be there.</param>
/// <param name="fields">The keys, in canonical order.</param>
/// <param name="check">What must hold between them; throws if it does not.</param>
public sealed class Section<T>(T prototype, Field<T>[] fields, Action<T, OptionNode>? check = null) : Shape<T>
    where T : class
{
    /// <summary>The keys, in canonical order.</summary>
    public IReadOnlyList<OptionKey> Keys => [.. fields.Select(KeyOf)];

    /// <inheritdoc/>
    public override T Read(OptionNode node) => Read(node, alsoKnown: []);

    /// <summary>Reads; <paramref name="alsoKnown"/> are keys that someone else reads.</summary>
    public T Read(OptionNode node, params ReadOnlySpan<string> alsoKnown)
    {
        string?[] misspelt = RefuseUnknownKeys(node, alsoKnown);
        bool isRight = misspelt.Length == 0;
        T target = prototype;
        foreach (Field<T> field in fields)
        {
            try
            {
                target = misspelt.Contains(field.Name) && node.Find(field.Name) is null
                    ? target
                    : Read(node, field, target);
            }
            catch (OptionException mistake) when (node.Note(mistake))
            {
                isRight = false;
            }
        }

        if (isRight)
        {
            check?.Invoke(target, node);
        }

        return target;
    }

    /// <inheritdoc/>
    public override OptionValue Write(T value) => new OptionValue.Map(WriteEntries(value));

    /// <summary>The default of every key that need not be there; a stand-in where it must.</summary>
    public T Prototype => prototype;

    /// <summary>Options that were set in code, if each could have been read.</summary>
    /// <exception cref="PlanException">One is out of its range; says which, and the remedy.</exception>
    public T Validated(T options)
    {
        foreach (Field<T> field in fields)
        {
            if (field.Refusal(options) is { } found)
            {
                throw new PlanException(found.Problem, found.Remedy);
            }
        }

        return options;
    }

    /// <summary>The entries in canonical order.</summary>
    public List<(string Key, OptionValue Value)> WriteEntries(T value)
    {
        List<(string Key, OptionValue Value)> entries = [];
        foreach (Field<T> field in fields)
        {
            if (field.Write(value) is { } written)
            {
                entries.Add((field.Name, written));
            }
        }

        return entries;
    }

    /// <inheritdoc/>
    public override JsonObject Schema() => Schema([]);

    /// <summary>The schema, with more keys before the others, all of them required.</summary>
    public JsonObject Schema(params (string Key, JsonObject Schema)[] first)
    {
        JsonObject properties = [];
        JsonArray required = [];
        foreach ((string key, JsonObject schema) in first)
        {
            properties[key] = schema;
            required.Add((JsonNode)key);
        }

        foreach (Field<T> field in fields)
        {
            properties[field.Name] = Describe(field);
            if (field is { IsRequired: true, Used: null })
            {
                required.Add((JsonNode)field.Name);
            }
        }

        JsonObject whole =
            new() { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0)
        {
            whole["required"] = required;
        }

        return whole;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> KeysBelow(string prefix) =>
        fields.SelectMany(field => field.KeysBelow($"{prefix}{field.Name}.").Prepend(prefix + field.Name));

    private T Read(OptionNode node, Field<T> field, T target)
    {
        bool used = field.Used?.By(target) != false;
        if (node.Find(field.Name) is not { } given)
        {
            return (used, field.IsRequired && node.NeedsAll) switch
            {
                (false, _) => field.Clear(target),
                (true, false) => target,
                _ => throw node.Error($"{node.Name} has no '{field.Name}'", $"add '{field.Name}:', {field.Says}"),
            };
        }

        T read = field.Set(target, given);
        if (used)
        {
            return read;
        }

        string prefix = node.Key.Length == 0 ? "" : node.Key + ".";
        if (!Array.Exists(field.Used!.Keys, node.IsSwept))
        {
            string key = field.Used.Keys[^1];
            throw given.Error(
                $"'{field.Name}' means nothing when '{prefix}{key}' is {node.Find(key)?.Describe() ?? "not given"}",
                $"remove it, or use {field.Used.Words}");
        }

        return node.DropsUnused ? field.Clear(target) : read;
    }

    /// <summary>The keys that unknown ones probably mean: their absence is no second mistake.</summary>
    private string?[] RefuseUnknownKeys(OptionNode node, ReadOnlySpan<string> alsoKnown)
    {
        List<string?> misspelt = [];
        string[] known = [.. fields.Select(field => field.Name)];
        foreach ((OptionNode name, OptionNode _) in node.Entries())
        {
            if (alsoKnown.Contains(name.Key) || known.Contains(name.Key))
            {
                continue;
            }

            OptionException mistake = name.Error(
                $"{node.Name} has no key '{OptionNode.Shorten(name.Key)}'", node.RemedyForUnknown(name.Key, known));
            if (!node.Note(mistake))
            {
                throw mistake;
            }

            misspelt.Add(Suggestions.Nearest(name.Key, known));
        }

        return [.. misspelt];
    }

    private OptionKey KeyOf(Field<T> field) => new(
        field.Name,
        field.Says,
        field is Field<T, bool>,
        field.Write(prototype)?.ToFlow(),
        field.Alias,
        field.Used is { } usage ? $"{usage.Keys[^1]}: {usage.Words}" : null,
        field.Wants,
        field.IsRequired);

    private JsonObject Describe(Field<T> field)
    {
        JsonObject schema = field.Schema();
        string note = field.Used is { } usage ? $" (with {usage.Keys[^1]}: {usage.Words})" : "";
        schema["description"] = $"{field.Says}{note}.";
        if (!field.IsRequired && field.Write(prototype) is { } standard)
        {
            schema["default"] = standard.ToJson();
        }

        return schema;
    }
}
