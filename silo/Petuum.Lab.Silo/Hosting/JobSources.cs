using System.Runtime.Loader;
using Petuum.Lab.Experiments;
using Petuum.Lab.Grains;
using Petuum.Lab.Silo.Configuration;

namespace Petuum.Lab.Silo.Hosting;

/// <summary>Where a silo's plans come from.</summary>
internal static class JobSources
{
    /// <summary>The one source of plans of this silo.</summary>
    /// <exception cref="OptionException">There is no such source.</exception>
    public static IJobSource Create(SiloOptions options) =>
        options.JobSource.Length == 0 ? new SpecJobSource(options.DataFolder) : Load(options.JobSource);

    private static IJobSource Load(string source)
    {
        int hash = source.LastIndexOf('#');
        if (hash < 0 || !File.Exists(source[..hash]))
        {
            throw Error(source, "is not the path of an assembly, '#' and a type's full name", "check the path");
        }

        string path = Path.GetFullPath(source[..hash]);
        AssemblyDependencyResolver beside = new(path);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            beside.ResolveAssemblyToPath(name) is { } found ? context.LoadFromAssemblyPath(found) : null;
        Type? type = AssemblyLoadContext.Default.LoadFromAssemblyPath(path).GetType(source[(hash + 1)..]);
        return type is not null && Activator.CreateInstance(type) is IJobSource created
            ? created
            : throw Error(
                source, "names no type that is an IJobSource", "give a type with a constructor of no arguments");
    }

    private static OptionException Error(string source, string problem, string remedy) =>
        new(new OptionError(nameof(SiloOptions.JobSource), $"'{source}' {problem}", remedy));
}
