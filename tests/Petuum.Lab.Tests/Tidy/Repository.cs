using System.Diagnostics;

namespace Petuum.Lab.Tests.Tidy;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] Generated =
        ["bin", "obj", "results", ".git", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>Files that are ours, by pattern, in ordinal order, relative to the root.</summary>
    public static IReadOnlyList<string> Files(string pattern)
    {
        List<string> found = [];
        Collect(new DirectoryInfo(Root), pattern, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    private static void Collect(DirectoryInfo folder, string pattern, List<string> found)
    {
        found.AddRange(
            folder.EnumerateFiles(pattern).Select(file => System.IO.Path.GetRelativePath(Root, file.FullName)));
        foreach (DirectoryInfo sub in folder.EnumerateDirectories().Where(sub => !Generated.Contains(sub.Name)))
        {
            Collect(sub, pattern, found);
        }
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Petuum.Lab.sln")))
            {
                return folder.FullName;
            }
        }

        throw new UnreachableException($"no Petuum.Lab.sln above {AppContext.BaseDirectory}");
    }
}
