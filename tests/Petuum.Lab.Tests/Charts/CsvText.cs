using System.Text;

namespace Petuum.Lab.Tests.Charts;

/// <summary>Reads CSV by the letter of RFC 4180, so that what writes it is checked by something else.</summary>
internal static class CsvText
{
    public static IReadOnlyList<IReadOnlyList<string>> Parse(string text)
    {
        var records = new List<IReadOnlyList<string>>();
        var record = new List<string>();
        var field = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                for (i++; !(text[i] == '"' && (i + 1 == text.Length || text[i + 1] != '"')); i++)
                {
                    i += text[i] == '"' ? 1 : 0;
                    field.Append(text[i]);
                }
            }
            else if (text[i] is ',' or '\n')
            {
                record.Add(field.ToString());
                field.Clear();
                if (text[i] == '\n')
                {
                    records.Add(record);
                    record = [];
                }
            }
            else
            {
                field.Append(text[i]);
            }
        }

        Assert.True(record.Count == 0 && field.Length == 0, "the last record does not end");
        return records;
    }
}
