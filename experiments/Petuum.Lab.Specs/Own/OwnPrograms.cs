using System.Reflection;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Specs.Reading;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Petuum.Lab.Specs.Own;

/// <summary>
/// Loads programs of the user's own. A type is either a <see cref="ProgramDescriptor"/> with a public constructor
/// without parameters, which can do all that ours can; or a program with a constructor as <see cref="OwnDescriptor"/>
/// wants it, which can be run and trained.
/// </summary>
internal static class OwnPrograms
{
    private const string Key = "program.options";

    /// <summary>The program itself in place of a reference to it; others are left as they are.</summary>
    /// <param name="program">A program of a spec.</param>
    /// <param name="folder">Where a relative path starts.</param>
    /// <exception cref="SpecException">There is no such file, type or option.</exception>
    public static ProgramChoice Resolve(ProgramChoice program, string folder)
    {
        if (program.Descriptor is not OwnReference reference)
        {
            return program;
        }

        ProgramDescriptor loaded = Load(reference.Name, folder);
        YamlMappingNode options = [];
        foreach (OwnOption option in ((OwnOptions)program.Options).Set)
        {
            options.Add(
                option.Key,
                option.IsFlow
                    ? YamlSource.Parse(option.Value, reference.Name)!
                    : new YamlScalarNode(option.Value) { Style = ScalarStyle.Plain });
        }

        ReadContext context = new(reference.Name);
        SpecPlace place = new(reference.Name, 0);
        context.Put(options, place);
        return loaded.Read(new SpecNode(options, Key, context, place)) with { Alias = reference.Name };
    }

    /// <summary>As <see cref="Resolve"/>, but a program whose file is not there stays a reference.</summary>
    public static ProgramChoice ResolveIfThere(ProgramChoice program, string folder) =>
        program.Descriptor is OwnReference reference
            && File.Exists(Path.Combine(folder, OwnName.PartsOf(reference.Name).File))
                ? Resolve(program, folder)
                : program;

    /// <summary>Loads a type.</summary>
    /// <param name="name"><c>path.dll#Type</c>.</param>
    /// <param name="folder">Where a relative path starts.</param>
    /// <exception cref="SpecException">There is no such file or type, or it is not as above.</exception>
    public static ProgramDescriptor Load(string name, string folder)
    {
        (string file, string typeName) = OwnName.PartsOf(name);
        Assembly assembly = OwnAssembly.Load(name, Path.GetFullPath(Path.Combine(folder, file)));
        Type[] types = [.. TypesOf(assembly, name).Where(IsProgram)];
        Type type = Array.Find(types, known => known.FullName == typeName) ?? throw new SpecException(
            name, 0, $"{file} has no public program '{typeName}'",
            types.Length == 0
                ? $"write a public class that implements {typeof(IProgram).FullName}, or derives from "
                    + $"{typeof(ProgramDescriptor).FullName}"
                : $"it has {string.Join(", ", types.Select(known => known.FullName))}");
        if (!type.IsAssignableTo(typeof(ProgramDescriptor)))
        {
            return new OwnDescriptor(name, type);
        }

        return type.GetConstructor([]) is { } constructor
            ? (ProgramDescriptor)constructor.Invoke(null)
            : throw new SpecException(
                name, 0, $"'{type.FullName}' has no constructor without parameters", "give it a public one");
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
        type is { IsAbstract: false, IsGenericTypeDefinition: false }
        && (type.IsAssignableTo(typeof(IProgram)) || type.IsAssignableTo(typeof(ProgramDescriptor)));
}
