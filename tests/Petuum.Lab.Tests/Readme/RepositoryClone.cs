using System.Diagnostics;
using Petuum.Lab.Experiments.Commands;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Readme;

/// <summary>
/// The files of the working tree, uncommitted edits included, in a folder of their own: what a reader has after
/// <c>git clone</c>. Its <c>lab</c> is this build's, so that nobody waits for another.
/// </summary>
public sealed class RepositoryClone : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("petuum-clone-").FullName;

    public RepositoryClone()
    {
        foreach (string file in Repository.Files("*"))
        {
            Copy(Repository.Path(file), Path.Combine(Root, file));
        }

        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(AppContext.BaseDirectory, file);
            Copy(file, Path.Combine(Root, "experiments", "Petuum.Lab.Experiments", "bin", "lab", relative));
        }
    }

    /// <summary>The clone, as <c>git clone</c> names it.</summary>
    public string Root => Path.Combine(_folder, "petuum-lab");

    /// <summary>A folder that is not in the clone.</summary>
    public string Elsewhere => Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName;

    /// <summary>Where packages that are restored from the clone's own are unpacked.</summary>
    private string UnpackedPackages => Path.Combine(_folder, "nuget");

    /// <summary>What <c>./lab</c> runs.</summary>
    public string LabAssembly => Path.Combine(
        Root, "experiments", "Petuum.Lab.Experiments", "bin", "lab",
        Path.GetFileName(typeof(LabCommand).Assembly.Location));

    /// <summary>Runs <c>dotnet</c> in a folder; its exit code, and what it said.</summary>
    public async Task<(int ExitCode, string Said)> RunAsync(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What is restored already is taken from there; packages of this version are not kept beyond the test.
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        start.Environment["RestoreFallbackFolders"] = packages;
        start.Environment["NUGET_PACKAGES"] = UnpackedPackages;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment.Remove("MSBUILD_EXE_PATH");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{await output}\n{errors}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }
}
