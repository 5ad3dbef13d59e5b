using System.Text;

namespace Petuum.Lab.Runs;

/// <summary>Commands that are printed for people to paste into a shell.</summary>
internal static class ShellText
{
    private const string Plain = "_-./:,=@%+";
    private const string Special = "\\\"$`";

    /// <summary>A word as it is, or in double quotes if a shell would read it otherwise.</summary>
    public static string Quote(string text)
    {
        if (text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || Plain.Contains(letter)))
        {
            return text;
        }

        StringBuilder quoted = new("\"");
        foreach (char letter in text)
        {
            quoted.Append(Special.Contains(letter) ? "\\" : "").Append(letter);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Options with their values; those without one are left out.</summary>
    public static string Options(params IEnumerable<(string Name, string? Value)> options) => string.Join(
        ' ',
        options.Where(option => !string.IsNullOrEmpty(option.Value))
            .Select(option => $"{option.Name} {Quote(option.Value!)}"));
}
