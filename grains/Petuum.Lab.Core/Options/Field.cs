using System.Text.Json.Nodes;

namespace Petuum.Lab.Core.Options;

/// <summary>A key of a section: its name, what it says, and how its value gets into the record and out of it.</summary>
public abstract class Field<T>(string name, string says)
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
    public abstract T Set(T target, OptionNode node);

    /// <summary>The record without a value.</summary>
    public abstract T Clear(T target);

    /// <summary>The value in canonical form; null if it is left out.</summary>
    public abstract OptionValue? Write(T source);

    /// <summary>What is wrong with a value that was set in code; null if nothing is.</summary>
    public abstract (string Problem, string Remedy)? Refusal(T source);

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
public sealed record Usage<T>(string[] Keys, Func<T, bool> By, string Words);

/// <summary>A key with a value of a type.</summary>
public sealed class Field<T, TValue>(
    string name, string says, Shape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> set) : Field<T>(name, says)
{
    /// <inheritdoc/>
    public override T Set(T target, OptionNode node) => set(target, shape.Read(node));

    /// <inheritdoc/>
    public override T Clear(T target) => set(target, default!);

    /// <inheritdoc/>
    public override OptionValue? Write(T source) => shape.Write(get(source));

    /// <inheritdoc/>
    public override (string Problem, string Remedy)? Refusal(T source) =>
        shape.Refusal(get(source)) is { } remedy ? ($"{Name} {get(source)}", remedy) : null;

    /// <inheritdoc/>
    public override JsonObject Schema() => shape.Schema();

    /// <inheritdoc/>
    public override IEnumerable<string> KeysBelow(string prefix) => shape.KeysBelow(prefix);
}
