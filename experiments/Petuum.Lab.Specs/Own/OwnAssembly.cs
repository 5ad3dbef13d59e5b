using System.Reflection;
using System.Runtime.Loader;

namespace Petuum.Lab.Specs.Own;

/// <summary>
/// A user's assembly with what it stands on from its own folder, but for what is loaded here already: Petuum.Lab's
/// assemblies are this build's.
/// </summary>
internal sealed class OwnAssembly : AssemblyLoadContext
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, Assembly> Loaded = new(StringComparer.Ordinal);

    private readonly AssemblyDependencyResolver _beside;

    private OwnAssembly(string path) => _beside = new AssemblyDependencyResolver(path);

    /// <summary>Loads a file, once.</summary>
    /// <exception cref="SpecException">There is none, or it cannot be loaded.</exception>
    public static Assembly Load(string place, string path)
    {
        if (!File.Exists(path))
        {
            throw new SpecException(place, 0, $"there is no file {path}", "build the project, and name its assembly");
        }

        lock (Gate)
        {
            if (!Loaded.TryGetValue(path, out Assembly? assembly))
            {
                try
                {
                    assembly = new OwnAssembly(path).LoadFromAssemblyPath(path);
                }
                catch (Exception failure) when (failure is BadImageFormatException or FileLoadException)
                {
                    throw new SpecException(
                        place, 0, $"{path} cannot be loaded: {failure.Message}", "name an assembly made for .NET 10");
                }

                Loaded.Add(path, assembly);
            }

            return assembly;
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        bool isHere = Default.Assemblies.Any(known => known.GetName().Name == assemblyName.Name);
        string? path = isHere ? null : _beside.ResolveAssemblyToPath(assemblyName);
        return path is null ? null : LoadFromAssemblyPath(path);
    }
}
