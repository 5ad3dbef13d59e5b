using System.Text.Json.Nodes;
using Petuum.Lab.Experiments.Specs.Reading;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>A key of a section: its name, what it says, and how its value gets into the record and out of it.</summary>
internal abstract class Field<T>(string name, string says)
{
    /// <summary>The key.</summary>
    public string Name { get; } = name;

    /// <summary>What it says, for editors and messages.</summary>
    public string Says { get; } = says;

    /// <summary>Whether a section must have it.</summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>For options that only some values of another key use; null for keys that always are.</summary>
    public Usage<T>? Used { get; init; }

    /// <summary>The record with the value that was read.</summary>
    public abstract T Set(T target, SpecNode node);

    /// <summary>The record without a value.</summary>
    public abstract T Clear(T target);

    /// <summary>The value in canonical form; null if it is left out.</summary>
    public abstract SpecValue? Write(T source);

    /// <summary>The value's schema.</summary>
    public abstract JsonObject Schema();

    /// <summary>The dotted keys below.</summary>
    public abstract IEnumerable<string> KeysBelow(string prefix);
}

/// <summary>When an option is used.</summary>
/// <param name="Keys">The keys that decide, of the same section and before the option; the last one is named in
/// messages.</param>
/// <param name="By">Whether a record uses it.</param>
/// <param name="Words">The deciding values, for messages: <c>ssp or essp</c>.</param>
internal sealed record Usage<T>(string[] Keys, Func<T, bool> By, string Words);

/// <summary>A key with a value of a type.</summary>
internal sealed class Field<T, TValue>(
    string name, string says, Shape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> set) : Field<T>(name, says)
{
    public override T Set(T target, SpecNode node) => set(target, shape.Read(node));

    public override T Clear(T target) => set(target, default!);

    public override SpecValue? Write(T source) => shape.Write(get(source));

    public override JsonObject Schema() => shape.Schema();

    public override IEnumerable<string> KeysBelow(string prefix) => shape.KeysBelow(prefix);
}
