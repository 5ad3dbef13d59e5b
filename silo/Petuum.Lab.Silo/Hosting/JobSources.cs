using System.Reflection;
using System.Runtime.Loader;
using Petuum.Lab.Grains;
using Petuum.Lab.Runs;
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
        string path = hash > 0 ? Path.GetFullPath(source[..hash]) : "";
        if (hash < 0 || hash == source.Length - 1)
        {
            throw Error($"'{source}' names no type", "write path.dll#Namespace.Type");
        }

        if (!File.Exists(path))
        {
            throw Error($"there is no file '{path}'", "give the path of the assembly that holds the type");
        }

        try
        {
            return Make(path, source[(hash + 1)..]);
        }
        catch (TargetInvocationException failure)
        {
            throw Error(
                $"the constructor of '{source[(hash + 1)..]}' failed: {failure.InnerException?.Message}",
                "give it what it needs");
        }
        catch (Exception failure)
            when (failure is BadImageFormatException or IOException or TypeLoadException or ArgumentException)
        {
            throw Error(
                $"'{path}' cannot be loaded: {failure.Message}",
                "give an assembly built for this version of .NET, with those that it needs beside it");
        }
    }

    private static IJobSource Make(string path, string name)
    {
        AssemblyDependencyResolver beside = new(path);
        AssemblyLoadContext.Default.Resolving += (context, wanted) =>
            beside.ResolveAssemblyToPath(wanted) is { } found ? context.LoadFromAssemblyPath(found) : null;
        Type type = AssemblyLoadContext.Default.LoadFromAssemblyPath(path).GetType(name)
            ?? throw Error($"'{path}' has no type '{name}'", "give its full name, with its namespace");
        bool canBeMade = !type.IsAbstract && type.GetConstructor([]) is not null;
        return canBeMade && type.IsAssignableTo(typeof(IJobSource))
            ? (IJobSource)Activator.CreateInstance(type)!
            : throw Error(
                $"'{name}' is no {nameof(IJobSource)} that can be made",
                "give a class that implements it, with a public constructor of no arguments");
    }

    private static OptionException Error(string problem, string remedy) =>
        new(new OptionError(nameof(SiloOptions.JobSource), problem, remedy));
}
