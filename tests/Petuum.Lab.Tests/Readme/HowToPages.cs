using System.Text.RegularExpressions;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Readme;

/// <summary>The pages below <c>experiments/howto</c>.</summary>
internal static partial class HowToPages
{
    public const string Folder = "experiments/howto/";

    /// <summary>All but the index, which is a README like others.</summary>
    public static string[] All =>
    [
        .. Repository.Files("*.md").Where(page =>
            page.StartsWith(Folder, StringComparison.Ordinal) && !page.EndsWith("README.md", StringComparison.Ordinal)),
    ];

    /// <summary>The blocks of code of a page in one language, such as <c>python</c>.</summary>
    public static string[] Blocks(string page, string language) =>
    [
        .. Block().Matches(File.ReadAllText(Repository.Path(page)))
            .Where(block => block.Groups["language"].Value == language)
            .Select(block => block.Groups["text"].Value),
    ];

    [GeneratedRegex(
        @"```(?<language>\w*)\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
