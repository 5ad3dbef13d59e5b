namespace Petuum.Lab.Analysis.Results;

/// <summary>The checksum of gzip (ISO 3309), eight bytes at a time.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] Tables = CreateTables();

    /// <summary>The checksum of some bytes that follow others, whose checksum is given (0 if there are none).</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[] tables = Tables;
        crc = ~crc;
        while (bytes.Length >= 8)
        {
            uint low = crc ^ (uint)(bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24));
            crc = tables[(7 << 8) | (int)(low & 0xff)]
                ^ tables[(6 << 8) | (int)((low >> 8) & 0xff)]
                ^ tables[(5 << 8) | (int)((low >> 16) & 0xff)]
                ^ tables[(4 << 8) | (int)(low >> 24)]
                ^ tables[(3 << 8) | bytes[4]]
                ^ tables[(2 << 8) | bytes[5]]
                ^ tables[(1 << 8) | bytes[6]]
                ^ tables[bytes[7]];
            bytes = bytes[8..];
        }

        foreach (byte next in bytes)
        {
            crc = (crc >> 8) ^ tables[(int)((crc ^ next) & 0xff)];
        }

        return ~crc;
    }

    private static uint[] CreateTables()
    {
        var tables = new uint[8 << 8];
        for (uint value = 0; value < 256; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            }

            tables[value] = crc;
        }

        for (int value = 256; value < tables.Length; value++)
        {
            uint before = tables[value - 256];
            tables[value] = (before >> 8) ^ tables[(int)(before & 0xff)];
        }

        return tables;
    }
}
