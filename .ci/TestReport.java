import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Counts the tests in the reports of surefire and failsafe. Usage: java TestReport.java ALLOWED_SKIPS REPORT_DIR...
 *
 * <p>Ends with 1 if a test failed, if one was skipped that the list does not allow, or if none ran.
 */
class TestReport {

    private final List<String> failed = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final List<String> notAllowed = new ArrayList<>();
    private final List<Pattern> allowed;
    private int passed;

    private TestReport(List<Pattern> allowed) {
        this.allowed = allowed;
    }

    public static void main(String[] args) throws IOException, XMLStreamException {
        TestReport report = new TestReport(allowedSkips(Path.of(args[0])));
        for (String dir : List.of(args).subList(1, args.length)) {
            if (Files.isDirectory(Path.of(dir))) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(dir), "TEST-*.xml")) {
                    for (Path file : files) {
                        report.read(file);
                    }
                }
            }
        }
        System.exit(report.tell() ? 0 : 1);
    }

    private static List<Pattern> allowedSkips(Path list) throws IOException {
        try (Stream<String> lines = Files.lines(list)) {
            return lines.map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .map(glob -> Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")))
                    .map(Pattern::compile)
                    .collect(Collectors.toList());
        }
    }

    private void read(Path file) throws IOException, XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            String test = null;
            boolean ok = true;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.getLocalName()) {
                        case "testcase" -> {
                            test = xml.getAttributeValue(null, "classname") + "." + xml.getAttributeValue(null, "name");
                            ok = true;
                        }
                        case "failure", "error" -> {
                            ok = false;
                            failed.add(test);
                        }
                        case "skipped" -> {
                            ok = false;
                            skip(test, xml.getAttributeValue(null, "message"));
                        }
                        default -> {}
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("testcase") && ok) {
                    passed++;
                }
            }
        }
    }

    private void skip(String test, String reason) {
        skipped.add(test + ": " + (reason == null || reason.isBlank() ? "no reason given" : reason.strip()));
        if (allowed.stream().noneMatch(pattern -> pattern.matcher(test).matches())) {
            notAllowed.add(test);
        }
    }

    private boolean tell() {
        failed.forEach(test -> System.out.println("failed: " + test));
        skipped.forEach(test -> System.out.println("skipped: " + test));
        notAllowed.forEach(test -> System.out.println("skipped, but not in .ci/allowed-skips: " + test));
        if (passed + failed.size() == 0) {
            System.out.println("no test ran");
        }
        System.out.println(passed + " passed, " + failed.size() + " failed, " + skipped.size() + " skipped");
        return failed.isEmpty() && notAllowed.isEmpty() && passed > 0;
    }
}
