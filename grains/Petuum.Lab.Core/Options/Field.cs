using System.Text.Json.Nodes;

namespace Petuum.Lab.Core.Options;

/// <summary>A key of a section: its name, what it says, and how its value gets into the record and out of it.</summary>
public abstract class Field<T>(string name, string says)
{
    /// <summary>The key.</summary>
    public string Name { get; } = name;

    /// <summary>What it says, for editors and messages.</summary>
    public string Says { get; } = says;

    /// <summary>Another name that commands take for it; null if there is none.</summary>
    public string? Alias { get; init; }

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

    /// <summary>What values it takes, for people: <c>a whole number from 1</c>.</summary>
    public abstract string Wants { get; }

    /// <summary>The value's schema.</summary>
    public abstract JsonObject Schema();

    /// <summary>The dotted keys below.</summary>
    public abstract IEnumerable<string> KeysBelow(string prefix);
}

/// <summary>What commands have to know of a key.</summary>
/// <param name="Name">The key.</param>
/// <param name="Says">What it says: half a sentence.</param>
/// <param name="IsSwitch">Whether it is on or off.</param>
/// <param name="Default">Its default in canonical form; null if it has none.</param>
/// <param name="Alias">Another name that commands take for it; null if there is none.</param>
/// <param name="When">When it is used; null if always.</param>
/// <param name="Range">What values it takes.</param>
/// <param name="IsRequired">Whether a spec must have it.</param>
public sealed record OptionKey(
    string Name,
    string Says,
    bool IsSwitch,
    string? Default,
    string? Alias,
    string? When,
    string Range,
    bool IsRequired);

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
    public override string Wants => shape.Wants;

    /// <inheritdoc/>
    public override JsonObject Schema() => shape.Schema();

    /// <inheritdoc/>
    public override IEnumerable<string> KeysBelow(string prefix) => shape.KeysBelow(prefix);
}
