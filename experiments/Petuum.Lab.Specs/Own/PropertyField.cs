using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Nodes;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Specs.Own;

/// <summary>A settable property as an option. What it says is its <see cref="DescriptionAttribute"/>.</summary>
internal sealed class PropertyField : Field<OwnOptions>
{
    private readonly PropertyInfo _property;

    public PropertyField(PropertyInfo property)
        : base(KeyOf(property), property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? property.Name)
    {
        _property = property;
        IsRequired = false;
    }

    public override string Wants => $"a value of type {_property.PropertyType.Name}";

    /// <summary>The name of an option: <c>step-size</c> for <c>StepSize</c>.</summary>
    public static string KeyOf(PropertyInfo option) => string.Concat(option.Name.Select(
        (letter, at) => char.IsUpper(letter) && at > 0
            ? $"-{char.ToLowerInvariant(letter)}"
            : $"{char.ToLowerInvariant(letter)}"));

    /// <summary>A value of the property's type.</summary>
    /// <exception cref="FormatException">The text is none; or another exception, as converters like.</exception>
    public static object? ValueOf(PropertyInfo property, string text) =>
        TypeDescriptor.GetConverter(property.PropertyType).ConvertFromInvariantString(text);

    public override OwnOptions Set(OwnOptions target, OptionNode node)
    {
        string text = Scalars.TextOf(node);
        try
        {
            _ = ValueOf(_property, text);
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or NotSupportedException)
        {
            throw node.Error($"option '{Name}' is '{text}'", $"write {Wants}");
        }

        return new OwnOptions(
            [.. target.Set.Select(option => option.Key == Name ? option with { Value = text } : option)]);
    }

    public override OwnOptions Clear(OwnOptions target) => target;

    public override OptionValue? Write(OwnOptions source) =>
        new OptionValue.Text(source.Set.First(option => option.Key == Name).Value);

    public override (string Problem, string Remedy)? Refusal(OwnOptions source) => null;

    public override JsonObject Schema() => new() { ["type"] = new JsonArray("string", "number", "boolean") };

    public override IEnumerable<string> KeysBelow(string prefix) => [];
}
