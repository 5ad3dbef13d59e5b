using System.Globalization;
using System.Text.Json;

namespace Petuum.Lab.Runs;

/// <summary>Numbers as JSON.</summary>
internal static class JsonNumbers
{
    /// <summary>A number, or the name of one that JSON lacks.</summary>
    public static void WriteNumber(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is not { } number)
        {
            json.WriteNull(name);
        }
        else if (double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteString(name, number.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
