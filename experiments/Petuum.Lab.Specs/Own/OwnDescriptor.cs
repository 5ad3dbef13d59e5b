using System.Globalization;
using System.Reflection;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Specs.Own;

/// <summary>
/// A program without a descriptor of its own. Its type has one public constructor, whose parameters are of these types,
/// each at most once: <see cref="RegressionData"/>, <see cref="Seed"/>, and a class of options, which can be made
/// without arguments and whose settable properties are the options. An epoch is a clock, and all else is up to options.
/// </summary>
internal sealed class OwnDescriptor : ProgramDescriptor<OwnOptions>
{
    private readonly ConstructorInfo _constructor;
    private readonly Type? _optionsType;
    private readonly PropertyInfo[] _properties;

    /// <summary>Describes a type.</summary>
    /// <exception cref="SpecException">It has no such constructor.</exception>
    public OwnDescriptor(string name, Type type)
    {
        Name = name;
        ConstructorInfo[] constructors = type.GetConstructors();
        _constructor = constructors.Length == 1 && IsCallable(constructors[0])
            ? constructors[0]
            : throw new SpecException(
                name, 0, $"'{type.FullName}' has no constructor that can be called from here",
                "give it one public constructor, of RegressionData, a class of options, and a Seed, or some of these");
        _optionsType = Types(_constructor).FirstOrDefault(IsOptions);
        _properties = _optionsType is null
            ? []
            : [.. _optionsType.GetProperties().Where(property => property.SetMethod is { IsPublic: true })];
        object? defaults = _optionsType is null ? null : Activator.CreateInstance(_optionsType);
        OwnOptions prototype = new(
        [
            .. _properties
                .Select(property => new OwnOption(
                    PropertyField.KeyOf(property),
                    Convert.ToString(property.GetValue(defaults), CultureInfo.InvariantCulture) ?? ""))
                .OrderBy(option => option.Key, StringComparer.Ordinal),
        ]);
        Options = new Section<OwnOptions>(
            prototype, [.. _properties.Select(property => new PropertyField(property))]);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description => "a program of your own";

    /// <inheritdoc/>
    public override Section<OwnOptions> Options { get; }

    /// <summary>Known only when the program is made; until then one without a name stands for all.</summary>
    protected override IReadOnlyList<string> Tables(OwnOptions options) => [""];

    /// <summary>Known only when the program is made; the plan is checked then.</summary>
    protected override bool IsModelParallel(OwnOptions options) => true;

    /// <summary>Not known.</summary>
    protected override string? UnitsKey(OwnOptions options) => null;

    /// <inheritdoc/>
    protected override IProgram Create(OwnOptions options, ProgramInput input)
    {
        object? filled = _optionsType is null ? null : Fill(Activator.CreateInstance(_optionsType)!, options);
        object?[] arguments =
        [
            .. Types(_constructor).Select(type =>
                type == typeof(RegressionData) ? input.Data.Rows!
                : type == typeof(Seed) ? input.Seed
                : filled),
        ];
        return (IProgram)_constructor.Invoke(
            BindingFlags.DoNotWrapExceptions, binder: null, arguments, CultureInfo.InvariantCulture);
    }

    /// <summary>Not known before the program is made.</summary>
    protected override int RowsOfLargestTable(OwnOptions options, LoadedData data) => 1;

    /// <inheritdoc/>
    protected override string AdviceOnDivergence(OwnOptions options, int workers) => "choose other options";

    private object Fill(object target, OwnOptions options)
    {
        foreach (PropertyInfo property in _properties)
        {
            OwnOption set = options.Set.First(option => option.Key == PropertyField.KeyOf(property));
            property.SetValue(target, PropertyField.ValueOf(property, set.Value));
        }

        return target;
    }

    private static bool IsCallable(ConstructorInfo constructor)
    {
        Type[] types = Types(constructor);
        Type[] options = [.. types.Where(IsOptions)];
        return types.Distinct().Count() == types.Length
            && (options.Length == 0
                || (options.Length == 1 && options[0].IsClass && options[0].GetConstructor([]) is not null));
    }

    private static Type[] Types(ConstructorInfo constructor) =>
        [.. constructor.GetParameters().Select(parameter => parameter.ParameterType)];

    private static bool IsOptions(Type type) => type != typeof(RegressionData) && type != typeof(Seed);
}
