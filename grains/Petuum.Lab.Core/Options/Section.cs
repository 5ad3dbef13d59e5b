using System.Text.Json.Nodes;
using Petuum.Lab.Experiments.Specs.Reading;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>A mapping of known keys, read into a record.</summary>
/// <param name="prototype">The record with the default of every key that need not be there.</param>
/// <param name="fields">The keys, in canonical order.</param>
/// <param name="check">What must hold between them; throws if it does not.</param>
internal sealed class Section<T>(T prototype, Field<T>[] fields, Action<T, SpecNode>? check = null) : Shape<T>
    where T : class
{
    /// <summary>The keys with what they say, in canonical order, and whether they are switches.</summary>
    public IReadOnlyList<(string Name, string Says, bool IsSwitch)> Keys =>
        [.. fields.Select(key => (key.Name, key.Says, key is Field<T, bool>))];

    public override T Read(SpecNode node) => Read(node, alsoKnown: null);

    /// <summary>Reads; <paramref name="alsoKnown"/> is a key that someone else reads.</summary>
    public T Read(SpecNode node, string? alsoKnown)
    {
        RefuseUnknownKeys(node, alsoKnown);
        T target = prototype;
        foreach (Field<T> field in fields)
        {
            target = Read(node, field, target);
        }

        check?.Invoke(target, node);
        return target;
    }

    public override SpecValue Write(T value) => new SpecValue.Map(WriteEntries(value));

    /// <summary>The entries in canonical order.</summary>
    public List<(string Key, SpecValue Value)> WriteEntries(T value)
    {
        List<(string Key, SpecValue Value)> entries = [];
        foreach (Field<T> field in fields)
        {
            if (field.Write(value) is { } written)
            {
                entries.Add((field.Name, written));
            }
        }

        return entries;
    }

    public override JsonObject Schema() => Schema(null);

    /// <summary>The schema, with one more key before the others.</summary>
    public JsonObject Schema((string Key, JsonObject Schema)? first)
    {
        JsonObject properties = [];
        JsonArray required = [];
        if (first is { } given)
        {
            properties[given.Key] = given.Schema;
            required.Add((JsonNode)given.Key);
        }

        foreach (Field<T> field in fields)
        {
            properties[field.Name] = Describe(field);
            if (field is { IsRequired: true, Used: null })
            {
                required.Add((JsonNode)field.Name);
            }
        }

        JsonObject schema =
            new() { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        return schema;
    }

    public override IEnumerable<string> KeysBelow(string prefix) =>
        fields.SelectMany(field => field.KeysBelow($"{prefix}{field.Name}.").Prepend(prefix + field.Name));

    private T Read(SpecNode node, Field<T> field, T target)
    {
        bool used = field.Used?.By(target) != false;
        if (node.Find(field.Name) is not { } given)
        {
            return (used, field.IsRequired) switch
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
        if (!Array.Exists(field.Used!.Keys, key => node.Context.Swept.Contains(prefix + key)))
        {
            string key = field.Used.Keys[^1];
            throw given.Error(
                $"'{field.Name}' means nothing when '{prefix}{key}' is {node.Find(key)?.Describe() ?? "not given"}",
                $"remove it, or use {field.Used.Words}");
        }

        return node.Context.DropUnused ? field.Clear(target) : read;
    }

    private void RefuseUnknownKeys(SpecNode node, string? alsoKnown)
    {
        foreach ((SpecNode name, SpecNode _) in node.Entries())
        {
            if (name.Key != alsoKnown && !Array.Exists(fields, field => field.Name == name.Key))
            {
                throw name.Error(
                    $"{node.Name} has no key '{SpecNode.Shorten(name.Key)}'",
                    SpecKeys.Remedy(node.Key, name.Key, [.. fields.Select(field => field.Name)]));
            }
        }
    }

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
