using System.Globalization;

namespace Petuum.Lab.Analysis.Charts.Layout;

/// <summary>
/// Exponents as Unicode superscripts, which every writer can show and an SVG writer sets as raised digits.
/// </summary>
public static class Superscripts
{
    private const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";
    private const string Plain = "0123456789−";

    /// <summary>10 to a whole power, such as 10⁻³.</summary>
    public static string PowerOfTen(int exponent) =>
        "10" + string.Concat(exponent.ToString(CultureInfo.InvariantCulture)
            .Select(digit => digit == '-' ? '⁻' : Raised[digit - '0']));

    /// <summary>Whether a character is a raised digit or minus.</summary>
    public static bool IsSuperscript(int character) =>
        character <= char.MaxValue && Raised.Contains((char)character, StringComparison.Ordinal);

    /// <summary>The ordinary digit or minus for a raised one; any other character as it is.</summary>
    public static char Lower(char character)
    {
        int index = Raised.IndexOf(character, StringComparison.Ordinal);
        return index < 0 ? character : Plain[index];
    }
}
