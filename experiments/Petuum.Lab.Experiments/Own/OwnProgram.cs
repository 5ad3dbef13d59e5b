using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Own;

/// <summary>
/// A type of a user's assembly that is a program. It has one public constructor, whose parameters are of these types,
/// each at most once: <see cref="RegressionData"/>, <see cref="Seed"/>, and a class of options, which can be made
/// without arguments and whose settable properties are the options.
/// </summary>
internal sealed class OwnProgram
{
    private readonly string _place;
    private readonly ConstructorInfo _constructor;

    private OwnProgram(string place, ConstructorInfo constructor)
    {
        (_place, _constructor) = (place, constructor);
        Type? options = OptionsType;
        Options = options is null
            ? []
            : [.. options.GetProperties().Where(property => property.SetMethod is { IsPublic: true })];
    }

    /// <summary>The properties that are options, in the order they are declared.</summary>
    public IReadOnlyList<PropertyInfo> Options { get; }

    private Type? OptionsType => _constructor.GetParameters()
        .Select(parameter => parameter.ParameterType)
        .FirstOrDefault(type => type != typeof(RegressionData) && type != typeof(Seed));

    /// <summary>Loads the type.</summary>
    /// <param name="name"><c>path.dll#Type</c>.</param>
    /// <param name="folder">Where a relative path starts.</param>
    /// <exception cref="SpecException">There is no such file or type, or it is not a program as above.</exception>
    public static OwnProgram Load(string name, string folder)
    {
        (string file, string typeName) = OwnSpec.PartsOf(name);
        Assembly assembly = OwnAssembly.Load(name, Path.GetFullPath(Path.Combine(folder, file)));
        Type[] programs = [.. TypesOf(assembly, name).Where(IsProgram)];
        Type type = Array.Find(programs, program => program.FullName == typeName) ?? throw new SpecException(
            name, 0, $"{file} has no public program '{typeName}'",
            programs.Length == 0
                ? $"write a public class that implements {typeof(IProgram).FullName}"
                : $"it has {string.Join(", ", programs.Select(program => program.FullName))}");
        ConstructorInfo[] constructors = type.GetConstructors();
        return constructors.Length == 1 && IsCallable(constructors[0])
            ? new OwnProgram(name, constructors[0])
            : throw new SpecException(
                name, 0, $"'{type.FullName}' has no constructor that can be called from here",
                "give it one public constructor, of RegressionData, a class of options, and a Seed, or some of these");
    }

    /// <summary>The name of an option: <c>step-size</c> for <c>StepSize</c>.</summary>
    public static string KeyOf(PropertyInfo option) => string.Concat(option.Name.Select(
        (letter, at) => char.IsUpper(letter) && at > 0
            ? $"-{char.ToLowerInvariant(letter)}"
            : $"{char.ToLowerInvariant(letter)}"));

    /// <summary>What an option is without being given; null for none.</summary>
    public string? DefaultOf(PropertyInfo option) =>
        Convert.ToString(option.GetValue(Activator.CreateInstance(OptionsType!)), CultureInfo.InvariantCulture);

    /// <summary>A program on some data.</summary>
    /// <exception cref="SpecException">There is no such option, or its value is not of its type.</exception>
    public IProgram Create(RegressionData data, IEnumerable<OwnOption> options, Seed seed)
    {
        object? filled = OptionsType is { } type ? Fill(Activator.CreateInstance(type)!, options) : null;
        Refuse(OptionsType is null ? options.FirstOrDefault() : null);
        object?[] arguments =
        [
            .. _constructor.GetParameters().Select(parameter =>
                parameter.ParameterType == typeof(RegressionData) ? data
                : parameter.ParameterType == typeof(Seed) ? seed
                : filled),
        ];
        return (IProgram)_constructor.Invoke(
            BindingFlags.DoNotWrapExceptions, binder: null, arguments, CultureInfo.InvariantCulture);
    }

    private static Type[] TypesOf(Assembly assembly, string place)
    {
        try
        {
            return assembly.GetExportedTypes();
        }
        catch (Exception failure) when (failure is TypeLoadException or IOException or BadImageFormatException)
        {
            throw new SpecException(
                place, 0, $"its types cannot be loaded: {failure.Message}",
                "build it against the packages of this version, with all that it refers to beside it");
        }
    }

    private static bool IsProgram(Type type) =>
        type is { IsAbstract: false, IsGenericTypeDefinition: false } && type.IsAssignableTo(typeof(IProgram));

    private static bool IsCallable(ConstructorInfo constructor)
    {
        Type[] types = [.. constructor.GetParameters().Select(parameter => parameter.ParameterType)];
        Type[] options = [.. types.Where(type => type != typeof(RegressionData) && type != typeof(Seed))];
        return types.Distinct().Count() == types.Length
            && (options.Length == 0
                || (options.Length == 1 && options[0].IsClass && options[0].GetConstructor([]) is not null));
    }

    private object Fill(object target, IEnumerable<OwnOption> options)
    {
        foreach (OwnOption option in options)
        {
            PropertyInfo? property = Options.FirstOrDefault(known => KeyOf(known) == option.Key);
            Refuse(property is null ? option : null);
            try
            {
                property!.SetValue(
                    target,
                    TypeDescriptor.GetConverter(property.PropertyType).ConvertFromInvariantString(option.Value));
            }
            catch (Exception failure) when (failure is FormatException or ArgumentException or NotSupportedException)
            {
                throw new SpecException(
                    _place, 0, $"option '{option.Key}' is '{option.Value}'",
                    $"write a value of type {property!.PropertyType.Name}");
            }
        }

        return target;
    }

    private void Refuse(OwnOption? unknown)
    {
        if (unknown is not null)
        {
            throw new SpecException(
                _place, 0, $"there is no option '{unknown.Key}'",
                Options.Count == 0 ? "it has none" : $"it has {string.Join(", ", Options.Select(KeyOf))}");
        }
    }
}
